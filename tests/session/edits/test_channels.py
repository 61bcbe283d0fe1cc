"""How channels are shown decides nothing."""

from gmmseg.imaging.rendering.composite import usual_styles
from gmmseg.session.edits.channels import set_styles


def test_colours_ask_for_no_new_segments(document):
    styled = set_styles(usual_styles(document.source.image))(document)

    assert styled.is_current
    assert styled.request == document.request
    assert set_styles(None)(styled).styles is None


def test_the_same_way_is_no_change(document):
    assert set_styles(None)(document) is document
