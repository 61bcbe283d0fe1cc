"""Tools that select pixels at once: regions of the hierarchy, and outlines that follow boundaries."""
