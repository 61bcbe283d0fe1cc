"""Pixels to samples: the features that a mixture is fitted to."""
