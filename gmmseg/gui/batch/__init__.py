"""The window of a folder of pictures."""
