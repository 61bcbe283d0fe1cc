"""One object cut out of a picture, by clicks, a box or strokes."""
