import csv
import io
import json

import pytest
from click.testing import CliRunner
from scipy import stats

import gmmseg
from gmmseg.cli.compare import compare
from gmmseg.errors import (
    AlreadyThereError,
    BadTableError,
    CannotWriteError,
    NoSuchColumnError,
    NothingToCompareError,
    OwnInputError,
)

VALUES = {"control": (4.1, 5.2, 6.0, 5.5), "treated": (6.3, 7.1, 5.9, 8.2)}


@pytest.fixture
def table(tmp_path):
    """Return a table of two objects in each of eight pictures, beside each other in value."""
    rows = [
        f"{group}/{i}.png,{group},{value + offset}"
        for group, values in VALUES.items()
        for i, value in enumerate(values)
        for offset in (-0.5, 0.5)
    ]
    path = tmp_path / "objects.csv"
    path.write_text("\n".join(["image,treatment,area_mm2", *rows]) + "\n")
    return path


def run(*arguments):
    return CliRunner().invoke(compare, [str(each) for each in arguments])


ORACLE = stats.ttest_ind(VALUES["treated"], VALUES["control"], equal_var=False)


def test_text_names_groups_tests_and_the_reason_for_pictures(table):
    done = run(table, "--group", "treatment", "--measure", "area_mm2")

    assert done.exit_code == 0
    assert f"t({ORACLE.df:.4g}) = {ORACLE.statistic:.4g}, p = {ORACLE.pvalue:.4f}" in done.output
    assert "The 16 rows come from 8 pictures" in done.output


def test_json_csv_and_python_have_the_same_figures(table):
    as_json = json.loads(run(table, "--group", "treatment", "--measure", "area_mm2", "--json").output)
    as_csv = run(table, "--group", "treatment", "--measure", "area_mm2", "--format", "csv").output
    found = gmmseg.compare(table, "treatment", "area_mm2")

    p_value = as_json["measures"][0]["pairs"][0]["t_test"]["p_value"]
    assert p_value == pytest.approx(ORACLE.pvalue, rel=1e-9)
    assert float(next(csv.DictReader(io.StringIO(as_csv)))["t_p"]) == p_value
    assert found.measures[0].pairs[0].t_test.p_value == p_value


def test_the_folder_or_a_list_may_tell_the_group(table, tmp_path):
    listed = tmp_path / "groups.csv"
    listed.write_text("picture,group\n" + "".join(f"{g}/{i}.png,{g}\n" for g in VALUES for i in range(4)))

    by_folder, by_list = (
        json.loads(run(table, "--group", group, "--measure", "area_mm2", "--json").output)
        for group in ("folder", listed)
    )

    assert by_folder["measures"] == by_list["measures"]
    assert by_folder["measures"][0]["pairs"][0]["t_test"]["p_value"] == pytest.approx(ORACLE.pvalue)


def test_rows_are_chosen_by_a_condition(table):
    done = run(table, "--group", "treatment", "--measure", "area_mm2", "--where", "area_mm2 > 5", "--json")

    rows = [group["n_rows"] for group in json.loads(done.output)["measures"][0]["groups"]]
    assert rows == [
        sum(value + offset > 5 for value in values for offset in (-0.5, 0.5)) for values in VALUES.values()
    ]


def test_files_are_written_whole_and_never_over_others(table, tmp_path):
    words = (table, "--group", "treatment", "--measure", "area_mm2", "-o")

    first, second = run(*words, tmp_path / "out.txt"), run(*words, tmp_path / "out.txt")
    over_itself = run(*words, table)

    assert (first.exit_code, first.output) == (0, "")
    assert "Welch" in (tmp_path / "out.txt").read_text()
    assert isinstance(second.exception, AlreadyThereError)
    assert isinstance(over_itself.exception, OwnInputError)


def test_a_group_that_is_neither_column_nor_file_is_reported(table):
    done = run(table, "--group", "colour", "--measure", "area_mm2")

    assert isinstance(done.exception, NoSuchColumnError)
    assert "objects.csv has no column 'colour'" in str(done.exception)


def test_names_cannot_move_the_cursor_of_a_terminal(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("g,m\n" + "".join(f"\x1b[2J{group},{i}\n" for group in "ab" for i in range(3)))

    done = run(path, "--group", "g", "--measure", "m")

    assert done.exit_code == 0
    assert "\x1b" not in done.output
    assert "\\x1b[2Ja" in done.output


def test_a_condition_that_no_row_meets_is_reported(table):
    done = run(table, "--group", "treatment", "--measure", "area_mm2", "--where", "area_mm2 > 50")

    assert isinstance(done.exception, NothingToCompareError)
    assert str(done.exception) == (
        "There is nothing to compare: none of the 16 rows of objects.csv meets the condition "
        "'area_mm2 > 50'. Ask for less with --where, or leave it out."
    )


def test_groups_by_pictures_need_a_column_of_pictures(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("g,m\n" + "".join(f"{group},{i}\n" for group in "ab" for i in range(3)))

    done = run(path, "--group", "folder", "--measure", "m")

    assert isinstance(done.exception, BadTableError)
    assert str(done.exception) == (
        "Cannot use t.csv: group 'folder' goes by the folder of each row's picture, and no column is called "
        "image or picture. Group by a column instead: g, m."
    )


def test_a_folder_that_is_not_there_is_reported(table, tmp_path):
    words = (table, "--group", "treatment", "--measure", "area_mm2")

    plot, text = (run(*words, option, tmp_path / "none" / "f.svg") for option in ("--plot", "-o"))

    assert isinstance(plot.exception, CannotWriteError)
    assert isinstance(text.exception, CannotWriteError)
