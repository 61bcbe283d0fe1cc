"""What the model says: cards of segments, reasons for pixels, plots linked with the picture, descriptions."""
