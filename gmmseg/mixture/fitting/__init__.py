"""From samples to a mixture: initialisation, EM, acceleration, split and merge, model selection."""
