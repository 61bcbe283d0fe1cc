"""The session: the open document, its edits, its history. It knows no window."""
