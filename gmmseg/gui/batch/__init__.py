"""The batch window: a folder of pictures."""
