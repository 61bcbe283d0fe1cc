"""The page about a batch, read back with the parser of the standard library."""

import re
from dataclasses import fields
from html.parser import HTMLParser

import numpy as np
import pytest

from gmmseg.batch import Plan, Recipe, Run
from gmmseg.batch.manifest import Manifest
from gmmseg.batch.report import report
from gmmseg.batch.report.report import SETTING_NAMES, settings_text
from gmmseg.imaging.model import Segment
from gmmseg.settings import Settings

HOSTILE = "<img src=x onerror=alert(1)>\"'&.png"


class Reader(HTMLParser):
    """Collects tags, and the cells of every row."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.rows, self.text, self.inside = [], [], "", False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag):
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data):
        self.text += data
        if self.inside:
            self.rows[-1][-1] += data


def read(path):
    return Reader(path.read_text(encoding="utf-8"))


@pytest.fixture
def done(plan, photos, save):
    """Return the plan, done, with a picture of other colours and one that cannot be read."""
    save(photos / "odd.png", picture=np.full((24, 36, 3), 255, np.uint8))
    (photos / "bad.png").write_bytes(b"no picture")
    plan = Plan.of([photos], plan.folder, plan.recipe)
    list(Run(plan).events())
    return plan


def test_counts_lights_and_rate_are_reported(done):
    page = read(report.write(done, report.RunSpeed(6, 1.5)))

    assert "6 pictures: 5 done, 1 failed." in page.text
    assert "The last run did 6 in 1.5 s, 4.0 pictures a second." in page.text
    assert "green: 4" in page.text
    assert "red: 1" in page.text


def test_every_picture_is_in_the_table_the_worst_first(done):
    page = read(report.write(done))

    begin = page.rows.index(["", "Picture", "Drift", "Likelihood", "Reason", "Shares"])
    rows = page.rows[begin + 1 : begin + 6]
    lines = {line["picture"]: line for line in Manifest.of(done.folder).lines.values() if "drift" in line}
    assert rows[0][1] == "odd.png"
    assert sorted(row[1] for row in rows) == ["a.png", "b.png", "c.png", "odd.png", "sub/d.png"]
    for row in rows:
        line = lines[row[1]]
        assert row[2:5] == [line["drift"]["light"], f"{line['log_likelihood']:.2f}", line["drift"]["reason"]]


def test_notes_and_what_is_other_are_reported(photos, model, save, tmp_path):
    save(photos / "odd.png", picture=np.full((24, 36, 3), 255, np.uint8))
    recipe = Recipe("model", model, kinds=("labels",), on_drift="refit")
    plan = Plan.of([photos], tmp_path / "out", recipe)
    list(Run(plan).events())

    page = read(report.write(plan))

    classes = [row[1] for row in page.rows if len(row) == 7][1:]
    assert classes == [*(segment.name for segment in model.segments), "other"]
    notes = Manifest.of(plan.folder).lines["odd.png"]["notes"]
    assert notes[-1].startswith("100.0 % of it is 'other', like no class of the model:")
    assert page.text.count(notes[-1]) == 2  # in the figure and in the table
    assert ("summary", {}) in page.tags
    grey = recipe.classes(model)[-1].colour
    assert f"background: rgb{grey}" in (plan.folder / report.NAME).read_text(encoding="utf-8")


def test_a_failed_picture_is_reported_with_its_sentence(done):
    page = read(report.write(done))

    begin = page.rows.index(["Picture", "What happened"])
    name, sentence = page.rows[begin + 1]
    assert name == "bad.png"
    assert sentence.startswith("Cannot read bad.png: it is not a picture in any known format")


def test_shares_of_classes_are_those_of_the_table(done):
    page = read(report.write(done))

    begin = page.rows.index(["No.", "Class", "Mean %", "Deviation", "Least", "Median", "Most"])
    lines = [line for line in Manifest.of(done.folder).lines.values() if "classes" in line]
    for number, row in enumerate(page.rows[begin + 1 : begin + 4]):
        shares = [line["classes"][number]["percent"] for line in lines]
        wanted = (np.mean(shares), np.std(shares), min(shares), np.median(shares), max(shares))
        assert row[2:] == [f"{value:.1f}" for value in wanted]


def test_everything_is_in_the_one_file_and_nothing_runs(done):
    page = read(report.write(done))

    sources = [attributes["src"] for _, attributes in page.tags if "src" in attributes]
    assert len(sources) == 5 + 5 + 1  # large, small, plot
    assert all(source.startswith("data:image/") for source in sources)
    assert {tag for tag, _ in page.tags} & {"script", "link", "iframe", "a"} == set()
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_names_of_files_and_classes_are_shown_as_text(tmp_path, save, model):
    from dataclasses import replace

    segments = tuple(
        Segment(f"</td><script>{i}</script>$\\frac$", segment.colour, segment.components)
        for i, segment in enumerate(model.segments)
    )
    save(tmp_path / "in" / HOSTILE)
    plan = Plan.of([tmp_path / "in"], tmp_path / "out", Recipe("model", replace(model, segments=segments)))
    list(Run(plan).events())

    page = read(report.write(plan))

    assert HOSTILE in [row[1] for row in page.rows if len(row) == 6]
    assert "</td><script>0</script>$\\frac$" in [row[1] for row in page.rows if len(row) == 7]
    assert "script" not in {tag for tag, _ in page.tags}
    assert not any("onerror" in attributes for _, attributes in page.tags)


def test_a_page_that_says_the_same_is_left_alone(done):
    path = report.write(done, report.RunSpeed(6, 1.5))
    before = path.read_bytes(), path.stat().st_mtime_ns

    report.write(done)

    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_many_pictures_make_a_page_of_bounded_size(done):
    line = Manifest.of(done.folder).lines["a.png"]
    lines = [line] * 2000

    page = "".join(report.ReportData(done, lines).parts())

    assert page.count("<img") == report.LARGE + report.SMALL + 1
    assert len(re.findall("<tr>", page)) > 2000
    assert len(page) < 3_000_000


def test_without_overlays_pictures_are_drawn_from_labels_or_shown_bare(plan):
    list(Run(plan).events())

    page = read(report.write(plan))

    assert len([tag for tag, attributes in page.tags if tag == "img"]) == 4 + 4 + 1


def test_a_batch_of_nothing_makes_a_page(plan):
    plan.folder.mkdir()

    page = read(report.write(plan))

    assert "4 pictures: 4 not tried." in page.text


def test_how_it_was_made_is_described_in_words_with_no_empty_header(done):
    page = read(report.write(done))

    rows = page.rows[[row[0] for row in page.rows].index("Labels come from") :]
    assert rows[0] == ["Labels come from", "a model that was there"]
    assert rows[-1] == ["Table of all numbers", "gmmseg-batch.csv"]
    assert ["", ""] not in page.rows


def test_every_setting_is_reported():
    assert set(SETTING_NAMES) == {field.name for field in fields(Settings)}


def test_settings_are_words_and_numbers_that_can_be_typed_again():
    settings = Settings(n_components=3, tolerance=1e-5, seed=2**32 - 1, min_region=123_456_789)

    words = settings_text(settings)

    assert words.startswith("segments 3; method regional; covariance full; colour lab; position auto; ")
    assert "; tolerance 1e-05; maximum iterations 100; " in words
    assert "; minimum region 123456789; seed 4294967295; criterion auto; " in words
    assert settings_text(Settings(n_components=(2, 8))).startswith("segments 2 to 8; ")
