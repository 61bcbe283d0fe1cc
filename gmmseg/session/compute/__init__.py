"""Computations for a document, as jobs, with their requests and results."""
