"""How channels are shown: for the eye alone."""

from dataclasses import replace

from gmmseg.imaging.rendering.composite import Styles
from gmmseg.session.document import Edit


def set_styles(styles: Styles | None) -> Edit:
    """Return the edit that shows the channels another way; None: the usual way."""
    return lambda document: document if document.styles == styles else replace(document, styles=styles)
