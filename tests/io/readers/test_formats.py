import pytest

from gmmseg.errors import BadSettingError
from gmmseg.io.readers import formats


@pytest.mark.parametrize(
    ("head", "suffix", "name"),
    [
        (b"\x89PNG\r\n\x1a\n", ".jpg", "PNG"),
        (b"\xff\xd8\xff\xe0", "", "JPEG"),
        (b"II*\0", "", "TIFF"),
        (b"MM\0+", "", "TIFF"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "", "WEBP"),
        (b"GIF89a", "", "GIF"),
        (b"BM\0\0", "", "BMP"),
        (b"\0\0\0\x0cjP  \r\n", "", "JPEG2000"),
        (b"P5 3 4 255\n", "", "PPM"),
        (b"P4\n3 4\n", "", "PPM"),
        (b"%PDF-1.7", ".png", "PDF"),
        (b"%!PS-Adobe", ".png", "EPS"),
        (b"  \n<svg xmlns=", ".png", "SVG"),
        (b"8BPS\0\x01", ".psd", "PSD"),
        (b"\0\0\x01\0\x01\0", ".png", "ICO"),
        (b"\0\0\x02\0\0\0\0\0\0\0\0\0", ".tga", "TGA"),
        (b"\0\0\0\x20ftypisom", ".mp4", "MP4"),
        (b"\0\0\0\x1cftypavif", ".avif", "AVIF"),
        (b"\0\0\0\x18ftypheic", ".heic", "HEIC"),
        (b"PK\x03\x04", ".png", "ZIP"),
        (b"hello, world", ".png", None),
        (b"PNG", ".png", None),
        (b"", ".png", None),
    ],
)
def test_first_bytes_tell_the_format(head, suffix, name):
    assert formats.identify(head, suffix) == name


@pytest.mark.parametrize(
    ("head", "suffix", "kind"),
    [
        (b"II*\0\x10\0\0\0CR\x02\0", ".tif", "CR2"),
        (b"\0\0\0\x18ftypcrx ", "", "CR3"),
        (b"II\x1a\0\0\0HEAPCCDR", "", "CRW"),
        (b"FUJIFILMCCD-RAW 0201", ".jpg", "RAF"),
        (b"IIU\0\x18\0\0\0", "", "RW2"),
        (b"IIRO\x08\0\0\0", "", "ORF"),
        (b"MMOR\0\0\0\x08", "", "ORF"),
        (b"FOVb\0\0", "", "X3F"),
        (b"\0MRM\0", "", "MRW"),
        (b"MM\0*\0\0\0\x08", ".NEF", "NEF"),
        (b"II*\0\x08\0\0\0", ".dng", "DNG"),
        (b"II*\0\x08\0\0\0", ".arw", "ARW"),
        (b"MM\0*\0\0\0\x08", ".pef", "PEF"),
        (b"unknown", ".k25", "K25"),
        (b"\xff\xd8\xff\xe0", ".nef", None),
        (b"II*\0\x08\0\0\0", ".tif", None),
        (b"\x89PNG\r\n\x1a\nIIII", "", None),
        (b"", "", None),
    ],
)
def test_raw_files_of_cameras_are_known_by_first_bytes_or_name(head, suffix, kind):
    assert formats.camera(head, suffix) == kind


@pytest.mark.parametrize(
    ("suffix", "name"), [(".JPG", "JPEG"), (".tif", "TIFF"), (".mpo", "JPEG"), (".txt", None), ("", None)]
)
def test_a_suffix_promises_a_format(suffix, name):
    assert formats.claimed(suffix) == name


def test_names_are_taken_in_any_case():
    assert formats.admitted(["png", "Tga"]) == ("PNG", "TGA")
    assert formats.admitted("png") == ("PNG",)


@pytest.mark.parametrize("name", ["EPS", "WMF", "nonsense", ""])
def test_formats_that_would_run_programs_or_do_not_exist_cannot_be_admitted(name):
    with pytest.raises(BadSettingError) as caught:
        formats.admitted(["PNG", name])

    assert str(caught.value).startswith(f"Setting formats is {name.upper()!r}, but it must be among PNG, ")
