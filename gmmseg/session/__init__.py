"""What is open: the document, its history."""
