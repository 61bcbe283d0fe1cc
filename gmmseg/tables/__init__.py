"""Tables of numbers: read as columns, scaled, clustered, and compared between groups."""
