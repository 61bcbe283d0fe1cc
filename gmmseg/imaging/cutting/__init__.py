"""Interactive segmentation: one object selected by clicks, a box or strokes."""
