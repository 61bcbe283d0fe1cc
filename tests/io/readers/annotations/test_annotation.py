"""An annotation is a value: what it holds is tested where files are read."""

from gmmseg.io.readers.annotations.annotation import Annotation


def test_an_annotation_without_pixels_has_a_key_and_a_class():
    found = Annotation("7", "cell", None)

    assert (found.key, found.class_name, found.patch) == ("7", "cell", None)
