"""The engine's inner loops: source written for each number of features, compiled and cached."""
