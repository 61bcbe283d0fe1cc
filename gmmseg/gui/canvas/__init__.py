"""The picture: views, tools, gestures, and what is drawn on it."""
