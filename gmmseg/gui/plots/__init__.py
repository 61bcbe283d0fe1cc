"""Plots in the window: a canvas that shows what any function draws."""
