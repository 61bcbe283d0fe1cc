"""gmmseg inside other programs: a plugin of napari, and a widget of notebooks."""
