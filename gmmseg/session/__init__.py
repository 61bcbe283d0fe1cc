"""What is open: the document, its edits and its history. It knows no window."""
