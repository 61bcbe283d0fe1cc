from pathlib import Path

import pytest

from gmmseg.cli import plotting
from gmmseg.errors import AlreadyThereError, BadSettingError, CannotWriteError, OwnInputError
from gmmseg.plots.sheet import sheet
from gmmseg.plots.style import DARK


def test_what_cannot_be_written_is_reported_before_the_work(tmp_path):
    table = tmp_path / "t.svg"
    table.touch()

    plotting.check(None, [table])
    with pytest.raises(BadSettingError):
        plotting.check(Path("plot.jpg"), [table])
    with pytest.raises(OwnInputError):
        plotting.check(table, [table])
    with pytest.raises(CannotWriteError) as caught:
        plotting.check(tmp_path / "none" / "p.svg", [table])
    assert str(caught.value) == (
        f"Cannot write {tmp_path / 'none' / 'p.svg'}: its folder is not there. Choose another folder."
    )
    with pytest.raises(CannotWriteError, match="its folder is not a folder but a file"):
        plotting.check_has_folder(table / "p.svg")
    plotting.check(tmp_path / "none" / "p.svg", [table], made=tmp_path / "none" / "deeper")


def test_a_plot_is_written_in_its_look_and_never_over_another(tmp_path):
    looks = []

    def figure(found, look):
        looks.append((found, look))
        return sheet(1, 1, look)[0]

    plotting.write(figure, "what was found", tmp_path / "p.png", "dark", overwrite=False)

    assert looks == [("what was found", DARK)]
    assert (tmp_path / "p.png").stat().st_size > 0
    with pytest.raises(AlreadyThereError):
        plotting.write(figure, "again", tmp_path / "p.png", "light", overwrite=False)
