"""The worker processes of a batch, and what each does with a picture."""
