"""Segments of regions: a mixture in each, the prior that regions give, and the probabilities that follow."""
