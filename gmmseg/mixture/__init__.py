"""The engine: Gaussian mixtures fitted by expectation-maximisation. It knows arrays, not pictures."""
