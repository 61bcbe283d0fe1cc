"""From samples to a mixture: where a fit begins, how it goes on, when it ends, how many components."""
