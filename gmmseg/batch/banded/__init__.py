"""One picture larger than memory on a cluster."""
