"""The dialog of files to export."""
