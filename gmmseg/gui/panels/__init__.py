"""The panel on the right: channels, settings of the model, segments, explanations, objects."""
