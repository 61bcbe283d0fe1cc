"""The names of the sample pictures."""

NAMES = {"ihc": "tissue"}
