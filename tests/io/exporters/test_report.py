"""The page about a picture: what it says and that it stands alone."""

import re
from dataclasses import replace

import numpy as np

from gmmseg.io.exporters import export


def page(segmentation, folder, **options):
    (path,) = export(segmentation, folder, ["report"], **options)
    assert path.name == "photo_report.html"
    return path.read_text(encoding="utf-8")


def test_the_table_has_a_row_for_each_segment(segmentation, tmp_path):
    content = page(segmentation, tmp_path)

    for name, pixels, percent in (("sky", 7, "23.33"), ("=2+3", 12, "40.00"), ("grass / trees", 11, "36.67")):
        assert re.search(
            rf"{re.escape(name)}</span></td><td class=number>{pixels}</td><td class=number>{percent}", content
        )


def test_pixels_that_do_not_count_are_reported(segmentation, tmp_path):
    whole = replace(segmentation, labels=segmentation.labels.clip(1))

    content = page(segmentation, tmp_path)
    other = page(whole, tmp_path, overwrite=True)

    assert "3 segments; 5 pixels (14.3%) are in none and do not count. gmmseg" in content
    assert "3 segments. gmmseg" in other


def test_everything_is_in_the_one_file(segmentation, tmp_path):
    content = page(segmentation, tmp_path)

    tags = re.findall(r"<(\w+)([^>]*)>", content)
    sources = re.findall(r'src="(data:image/)?', " ".join(attributes for _, attributes in tags))
    assert sources == ["data:image/"] * 6
    assert {name for name, _ in tags} & {"script", "link", "iframe", "a"} == set()


def test_names_are_shown_as_text(make, tmp_path):
    content = page(make(names=("<script>alert(1)</script>", "b", "c")), tmp_path)

    assert "<script" not in content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in content


def test_only_exported_segments_are_listed(segmentation, tmp_path):
    content = page(segmentation, tmp_path, segments=[1])

    table = content.partition("<h2>Segments</h2>")[2].partition("</table>")[0]
    assert "sky" in table
    assert "grass" not in table


def test_the_model_can_be_read(segmentation, tmp_path):
    content = page(segmentation, tmp_path)

    assert "A mixture of 3 Gaussians over 3 features (red, green, blue), full covariances" in content


def test_a_model_that_was_there_already_is_not_called_converged(segmentation, tmp_path):
    applied = page(replace(segmentation, n_iterations=0), tmp_path)
    once = page(replace(segmentation, n_iterations=1, converged=False), tmp_path, overwrite=True)

    assert "The model was there already and was applied as it is; mean log-likelihood" in applied
    assert "The fit was stopped before it converged, after 1 iteration on all pixels; mean" in once


def test_a_segment_without_pixels_has_no_colour_and_one_channel_is_one(make, tmp_path):
    found = make(np.arange(35, dtype=np.uint8).reshape(5, 7))
    emptied = replace(found, labels=np.where(found.labels == 2, np.uint8(1), found.labels))

    content = page(emptied, tmp_path)

    row = content.partition("=2+3</span></td>")[2].partition("</tr>")[0]
    assert (
        row
        == '<td class=number>0</td><td class=number>0.00</td><td><span class="track"></span></td><td></td>'
    )
    assert "7 × 5 pixels, 1 channel of uint8; 3 segments; " in content


def test_objects_are_listed_below_the_segments(segmentation, tmp_path):
    mask = np.zeros((5, 7), bool)
    mask[1:4, 2:6] = True

    (path,) = export(segmentation, tmp_path, ["report"], objects=[("a <cup>", mask)])
    (without,) = export(segmentation, tmp_path, ["report"], stem="without")

    content = path.read_text(encoding="utf-8")
    table = content.partition("<h2>Objects</h2>")[2].partition("</table>")[0]
    assert "a &lt;cup&gt;" in table
    assert "40.00" in table
    assert content.index("<h2>Segments</h2>") < content.index("<h2>Objects</h2>")
    assert "<h2>Objects</h2>" not in without.read_text(encoding="utf-8")
