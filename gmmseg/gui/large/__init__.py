"""Pictures larger than memory in the window: tiles on the canvas, the part in view, all labels at once."""
