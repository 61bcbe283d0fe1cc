"""Segments of regions: a mixture in each, what is expected where, and the probabilities that follow."""
