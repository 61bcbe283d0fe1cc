"""What the sample pictures are called."""

NAMES = {"ihc": "tissue"}
