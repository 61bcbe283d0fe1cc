"""What a model is and how sure it is, of pictures: sweeps, cards, explanations, calibration, recipes."""
