"""What people or other programs outlined, to object maps, class maps and seeds: a module for each kind."""
