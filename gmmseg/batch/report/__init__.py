"""The page for people about a batch."""
