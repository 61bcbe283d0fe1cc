"""The window: Qt is imported here and nowhere else."""

from gmmseg.gui.immortal import protect

protect()
