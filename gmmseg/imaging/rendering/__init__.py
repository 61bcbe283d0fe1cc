"""Labels to pictures: colours, contours, overlays."""
