"""What the README tells people to type does what it says."""

import re
import shlex
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

import gmmseg
from gmmseg import assets
from gmmseg.cli.main import run
from gmmseg.io import projects
from gmmseg.job import Job
from gmmseg.session import open_image
from gmmseg.session.compute.segmentation import answering
from gmmseg.session.document import Document, with_result
from gmmseg.session.history import History
from gmmseg.session.project.encoding import encoded
from gmmseg.settings import Settings

ROOT = Path(__file__).parent.parent
MADE = {"reference/commands.md", "reference/python.md"}  # for the site: tools/reference_pages.py
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    line.partition("#")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
WINDOWS = ("gmmseg", "gmmseg photo.jpg coins.png")  # these open the window, which tests/gui drives


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Return the present folder, which holds the photo that the README speaks of."""
    shutil.copy(assets.path("sample_images", "rocket.jpg"), tmp_path / "photo.jpg")
    shutil.copy(assets.path("sample_images", "coins.png"), tmp_path / "coins.png")
    (tmp_path / "photos").mkdir()
    shutil.copy(tmp_path / "photo.jpg", tmp_path / "photos")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def model() -> None:
    """Write the model that the README speaks of."""
    gmmseg.segment("photo.jpg", 3).model.save("model.gmm.json")


def cells() -> None:
    """Write a picture of bright discs on a dark ground."""
    rows, columns = np.ogrid[:60, :80]
    bright = ((rows - 20) ** 2 + (columns - 20) ** 2 < 80) | ((rows - 40) ** 2 + (columns - 60) ** 2 < 80)
    tifffile.imwrite("cells.tif", np.where(bright, 2000, 200).astype(np.uint16) + noise((60, 80)))


def stack() -> None:
    """Write a stack of three depths, a step in each."""
    pages = np.repeat(np.where(np.arange(40) < 20, 300, 2000).astype(np.uint16)[None, None], 3, axis=0)
    pages = np.repeat(pages, 30, axis=1) + noise((3, 30, 40))
    tifffile.imwrite("stack.tif", pages, imagej=True, metadata={"axes": "ZYX"})


def field() -> None:
    """Write a picture of four bands, half of it green."""
    bands = np.full((4, 30, 40), 500, np.uint16)
    bands[3, :, 20:] = 3000
    tifffile.imwrite(
        "field.tif", bands + noise((4, 30, 40)), photometric="minisblack", planarconfig="separate"
    )


def objects() -> None:
    """Write a table of objects of twelve pictures, half of which are treated."""
    areas = np.random.default_rng(0).normal(100, 10, 60)
    rows = [f"p{i // 5}.tif,{'treated' if i < 30 else 'control'},{area:.2f}" for i, area in enumerate(areas)]
    Path("objects.csv").write_text("\n".join(["picture,treatment,area_um2", *rows]), encoding="utf-8")


def customers() -> None:
    """Write a table of customers of two kinds."""
    kinds = np.repeat([[20, 300], [60, 900]], 40, axis=0) + np.random.default_rng(0).normal(0, 5, (80, 2))
    rows = [f"{age:.1f},{spent:.1f}" for age, spent in kinds]
    Path("customers.csv").write_text("\n".join(["age,spent", *rows]), encoding="utf-8")


def noise(shape: tuple[int, ...]) -> NDArray[np.uint16]:
    """Return whole numbers from 0 to 20."""
    return np.random.default_rng(0).integers(0, 20, shape, np.uint16)


def project() -> None:
    """Write the project that the README speaks of, as the window saves it."""
    asking = Document(Job(partial(open_image.opening, Path("photo.jpg"))).run(), Settings(n_components=3))
    document = with_result(Job(partial(answering, asking.request, None)).run())(asking)
    projects.write(encoded(document, History(), Path.cwd()), Path("work.gmmseg"))


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in WINDOWS])
def test_a_command_of_the_readme_succeeds_and_writes_files(command, folder, monkeypatch):
    words = shlex.split(command)
    for name, write in (
        ("model.gmm.json", model),
        ("work.gmmseg", project),
        ("cells.tif", cells),
        ("stack.tif", stack),
        ("field.tif", field),
        ("objects.csv", objects),
        ("customers.csv", customers),
    ):
        if name in words:
            write()

    status = run(words[1:], open_window=lambda _: 1)

    assert words[0] == "gmmseg"
    assert status == 0
    assert len(list(folder.iterdir())) > 2


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_of_the_readme_runs_and_says_what_its_comments_say(program, folder):
    names: dict = {}

    exec(program, names)

    segmentation = names["segmentation"]
    assert segmentation.labels.shape == (427, 640)
    assert segmentation.labels.dtype == np.uint8
    assert segmentation.probability(1).dtype == np.float32
    assert {path.parent.name for path in (folder / "masks").iterdir()} == {"masks"}
    assert names["mask"].shape == segmentation.regions.shape == (427, 640)
    assert names["mask"].dtype == np.bool_
    np.testing.assert_array_equal(names["again"].labels, segmentation.labels)


def test_the_links_of_the_readme_and_the_docs_lead_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if not target.startswith("http") and target not in MADE and not (page.parent / target).exists()
    ]

    assert dead == []
