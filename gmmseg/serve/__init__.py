"""The service: pictures and rows in over HTTP, labels and probabilities out; needs `gmmseg[serve]`."""
