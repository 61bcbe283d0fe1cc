"""What a model is and why it says so: cards, explanations, calibration, descriptions, recipes."""
