"""Labels to pictures: colours, outlines, overlays."""
