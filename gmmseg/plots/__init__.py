"""Plots: functions that draw on an axes they are given, by matplotlib, for the window, reports and files."""
