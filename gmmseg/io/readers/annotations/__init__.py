"""Reads objects that people or other programs outlined: COCO, LabelMe and QuPath."""
