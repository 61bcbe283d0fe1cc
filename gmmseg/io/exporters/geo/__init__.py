"""Files for maps: outlines as GeoJSON and GeoPackage, labels and probabilities as cloud-optimised GeoTIFF."""
