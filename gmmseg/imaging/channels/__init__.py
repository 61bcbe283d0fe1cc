"""Channels of a picture chosen, computed, unmixed and flattened before its pixels become samples."""
