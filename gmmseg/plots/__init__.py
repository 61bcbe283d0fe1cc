"""Plots by matplotlib, each drawn on an axis that it is given: for the window, reports and files."""
