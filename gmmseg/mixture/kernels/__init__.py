"""The engine's inner loops: written for each number of features, compiled, kept."""
