"""What a model is and how sure it is, of pictures: sweeps over settings, and why a pixel is what it is."""
