"""What docs/tutorial.md tells people to type does what it shows, in a folder with the pictures it names."""

import re
import shlex
import shutil
from pathlib import Path

import numpy as np
import pytest

import gmmseg
from gmmseg import assets
from gmmseg.cli.main import run

DOCS = Path(__file__).parent.parent / "docs"
BLOCKS = re.findall(r"```(sh|python|text)\n(.*?)```", (DOCS / "tutorial.md").read_text("utf-8"), re.DOTALL)
NEAR = 0.3  # percent: JPEG is decoded a little differently by each version of its library


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the present folder, which holds the pictures and models that the tutorial names."""
    shutil.copytree(DOCS / "tutorial", tmp_path, dirs_exist_ok=True)
    for name in ("coffee.png", "coins.png"):
        shutil.copy(assets.path("sample_images", name), tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(line):
    """Return the words of a command as a shell makes them."""
    words = shlex.split(line)
    return [
        found for word in words for found in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
    ]


def as_shown(said, shown):
    """Assert that words are those that the page shows, and numbers near them."""
    assert len(said.split()) == len(shown.split()), said
    for word, expected in zip(said.split(), shown.split(), strict=True):
        if re.fullmatch(r"[\d.]+", expected):
            assert float(word) == pytest.approx(float(expected), abs=NEAR)
        else:
            assert word == expected


def test_the_tutorial_does_what_it_says(folder, capsys):
    names: dict[str, object] = {}

    for kind, block in BLOCKS:
        if kind == "sh":
            for line in block.splitlines():
                words = typed(line)
                if words[1] == "batch":
                    words += ["--workers", "1"]
                assert run(words[1:], open_window=len) == 0, line
            capsys.readouterr()
        elif kind == "python":
            exec(block, names)
        else:
            as_shown(capsys.readouterr().out, block)

    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert {"cup.png", "next-year/2026-06-07_labels.png"} <= made
    assert {"counted/coins_objects.csv", "next-tray/coins_objects.csv"} <= made


def test_models_of_the_tutorial_are_small_and_name_their_segments():
    named = {"plants": ["soil", "plants"], "coins": ["ground", "coins"]}

    for stem, names in named.items():
        file = DOCS / "tutorial" / f"{stem}.gmm.json"
        assert file.stat().st_size < 8000
        assert [segment.name for segment in gmmseg.Model.load(file).segments] == names


def test_the_model_of_coins_counts_them():
    found = gmmseg.apply(
        gmmseg.Model.load(DOCS / "tutorial" / "coins.gmm.json"), assets.path("sample_images", "coins.png")
    )

    assert len(found.objects().table()) == 24  # four rows of six


def test_the_model_of_plants_knows_them_in_other_light():
    """Pixels that it was not fitted to: those of a bed, a little darker."""
    image = gmmseg.read(DOCS / "tutorial" / "season" / "2026-05-24.jpg")
    darker = np.rint(image.pixels * 0.97).astype(np.uint8)

    found = gmmseg.apply(gmmseg.Model.load(DOCS / "tutorial" / "plants.gmm.json"), darker)

    assert found.rows()[1].percent == pytest.approx(16.6, abs=2.5)
