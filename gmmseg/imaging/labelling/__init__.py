"""Samples to labels: the most probable segment of each pixel, neighbours agreeing."""
