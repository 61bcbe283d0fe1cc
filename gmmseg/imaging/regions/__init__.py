"""Connected regions: boundaries, watershed, and the hierarchy of merged regions."""
