"""What XML of microscopes says, in one pass."""

import pytest

from gmmseg.io.readers import ome_xml

PIXELS = '<o:Pixels SizeX="4" SizeY="3" SizeZ="5" SizeC="2" SizeT="7" PhysicalSizeXUnit="&#181;m">'


def test_pictures_and_their_parts_are_reported():
    inside = f'<Image>{PIXELS}<o:TiffData IFD="1"/><TiffData/></o:Pixels></Image>'
    text = f'<o:OME xmlns:o="x">{inside}<Pixels/></o:OME>'

    first, second = ome_xml.described(text).pictures

    assert (first.n_planes, first.n_pixels, first.attributes["PhysicalSizeXUnit"]) == (70, 12, "\u00b5m")
    assert [dict(part) for part in first.parts] == [{"IFD": "1"}, {}]
    assert (second.n_planes, second.parts) == (1, [])


def test_what_is_no_xml_is_read_up_to_there():
    assert len(ome_xml.described(f"<OME>{PIXELS}<<").pictures) == 1
    assert ome_xml.described("<OME></a>").is_damaged
    assert ome_xml.described("").pictures == []


@pytest.mark.parametrize(
    ("attributes", "longest"),
    [
        ('Start="0" End="9"', 10),
        ('Start="-1" End="1" Step="0.5"', 5),
        ('End="1e400"', float("inf")),
        ('Start="0"', 0),
        ('Start="0" End="1" Step="0"', 0),
    ],
)
def test_the_steps_of_an_axis_are_counted_and_not_listed(attributes, longest):
    assert ome_xml.described(f"<a><ModuloAlongT {attributes}/></a>").longest == longest


def test_senseless_sizes_count_as_one():
    assert ome_xml.described('<Pixels SizeZ="many" SizeT="-3" SizeC=""/>').pictures[0].n_planes == 1


def test_too_many_elements_and_words_of_its_own_are_refused():
    with pytest.raises(ome_xml.TooMuchTextError, match="more than 200,000 elements"):
        ome_xml.described(f"<a>{'<b/>' * ome_xml.MOST_ELEMENTS}</a>")
    with pytest.raises(ome_xml.TooMuchTextError, match="words of their own"):
        ome_xml.described('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
