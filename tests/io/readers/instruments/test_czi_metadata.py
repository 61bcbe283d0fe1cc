from gmmseg.io.readers.instruments import czi_metadata

DOCUMENT = b"<ImageDocument><Metadata>%s</Metadata></ImageDocument>"


def test_the_size_of_pixels_is_reported_in_metres():
    text = DOCUMENT % (
        b"<Scaling><Items><Distance Id='X'><Value>1e-6</Value></Distance>"
        b"<Distance Id='Y'><Value>2e-6</Value></Distance></Items></Scaling>"
    )

    said, notes = czi_metadata.read(text)

    assert said.pixel_size == (2.0, 1.0)
    assert notes == ()


def test_channels_of_other_places_are_none():
    text = DOCUMENT % b"<Information><Track><Channels><Channel Name='x'/></Channels></Track></Information>"

    assert czi_metadata.read(text)[0].channels == ()


def test_too_many_elements_are_ignored(monkeypatch):
    monkeypatch.setattr(czi_metadata, "MOST_ELEMENTS", 10)

    said, notes = czi_metadata.read(DOCUMENT % (b"<a/>" * 20))

    assert said == czi_metadata.CziMetadata()
    assert notes == ("Its metadata were ignored, since they have more than 10 elements.",)


def test_colours_that_are_none_are_left_out():
    text = DOCUMENT % (
        b"<Information><Image><Dimensions><Channels><Channel Name='a'><Color>red</Color></Channel>"
        b"</Channels></Dimensions></Image></Information>"
    )

    (channel,) = czi_metadata.read(text)[0].channels

    assert (channel.name, channel.colour) == ("a", None)
