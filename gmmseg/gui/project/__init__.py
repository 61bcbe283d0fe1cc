"""Opening and saving, work kept from loss, and the pictures of a project."""
