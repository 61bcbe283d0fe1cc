"""The objects of segments: found, counted, measured in a table, corrected by hand."""
