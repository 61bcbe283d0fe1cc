"""Controls and looks that every part of the window shares."""
