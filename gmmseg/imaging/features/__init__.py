"""Pixels to samples: what a mixture sees of a picture."""
