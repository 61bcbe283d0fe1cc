"""Pictures larger than memory, read tile by tile: TIFF of any layout that allows it, OME-Zarr."""
