"""The panel on the right: settings of the model, segments, objects."""
