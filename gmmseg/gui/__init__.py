"""The window. Qt lives here and nowhere else."""

from gmmseg.gui.immortal import protect

protect()
