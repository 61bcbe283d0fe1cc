"""Pixels to samples, samples to labels, labels to pictures."""
