"""The rules of the house that no linter has; docs/conventions.md explains them."""

import ast
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "gmmseg").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
HEAVY = ("PySide6", "imagecodecs", "matplotlib", "numba", "scipy", "skimage", "sklearn", "tifffile")

LONGEST_MODULE = 800
LONGEST_TEST_FILE = 1000
MOST_PARAMETERS = 5
MOST_MODULES = 25  # side by side in a folder

RETIRED = {
    *("desk", "album", "keeper", "rescue", "shelter", "whereabouts", "kinship", "likeness", "tally", "tying"),
    *("taught", "rebirth", "crew", "walker", "hands", "standing", "exhibit", "publish", "carve", "scissors"),
    *("inherit", "touching", "road", "luck", "doubt"),
}
# Of names inside modules: for styles of segments, appearance, text, marginals, messages, pairwise weights,
# seeds, affinity, context, blocks, descriptions, requests, reasons and errors.
RETIRED_INSIDE = {
    *(
        "belief",
        "beliefs",
        "believed",
        "bury",
        "heard",
        "home",
        "homes",
        "kin",
        "likeness",
        "unlikeness",
        "scene",
        "tie",
        "ties",
    ),
    *("untied", "walk", "whose", "teller", "clerk", "said", "told", "tellers", "telling", "asked", "asking"),
    *(
        "heirs",
        "heritage",
        "thing",
        "complain",
        "complaint",
        "remark",
        "remarks",
        "rescued",
        "taught",
        "doubt",
    ),
    *("luck", "tidiness", "looks", "homes", "words"),
}
RETIRED_IN_TESTS = RETIRED - {"standing", "touching"} | {
    *("told", "tidiness", "beliefs", "believed", "heirs", "heritage", "kin", "complaint", "teller", "clerk"),
}
MEANT = {
    ("words", "inspection/pixel_explanation.py"),  # the earlier name of what people use
    ("words", "io/readers/page_axes.py"),  # likewise
    ("words", "jit_kernels/library_kernels.py"),  # of a machine
}
RETIRED_IN_THE_WINDOW = re.compile(
    r"\b(doubt|luck|tidiness|smoothness|(take|taken|took|came|come) apart|take picture out|keys and mouse|"
    r"segment again|spread out|for me|road|desk|album|keeper|rescued?|taught)\b",
    re.IGNORECASE,
)
CITED = {  # module -> who and when, in its docstring; the method is named in its first sentence
    "mixture/em.py": "Dempster, Laird and Rubin (1977)",
    "mixture/variational.py": "Bishop (2006)",
    "mixture/components.py": "Richardson and Green (1997)",
    "mixture/fitting/initialisation.py": "Arthur and Vassilvitskii (2007)",
    "mixture/fitting/split_merge.py": "Ueda, Nakano, Ghahramani and Hinton (2000)",
    "mixture/fitting/acceleration.py": "Anderson (1965)",
    "mixture/fitting/importance_sampling.py": "Feldman, Faulkner and Krause (2011)",
    "mixture/fitting/model_selection.py": "Biernacki, Celeux and Govaert (2000)",
    "mixture/fitting/map_adaptation.py": "Gauvain and Lee (1994)",
    "mixture/fitting/semi_supervised.py": "Hastie and Tibshirani (1996)",
    "mixture/sklearn/gaussian_mixture.py": "Cappé and Moulines (2009)",
    "imaging/objects/splitting.py": "Felzenszwalb and Huttenlocher",
    "imaging/features/features.py": "Carson, Belongie, Greenspan and Malik (2002)",
    "imaging/filters/texture.py": "Bigün and Granlund (1987)",
    "imaging/labelling/spatial_prior.py": "Zhang, Brady and Smith (2001)",
    "imaging/regional/region_mixtures.py": "Bhattacharyya (1943)",
    "imaging/regional/region_prior.py": "Dempster, Laird and Rubin (1977)",
    "imaging/regions/boundary_strength.py": "Martin, Fowlkes and Malik (2004)",
    "imaging/regions/hierarchy.py": "Vincent and Soille (1991)",
    "imaging/regions/multiview.py": "Bickel and Scheffer (2004)",
    "imaging/regions/connected_components.py": "Rosenfeld and Pfaltz (1966)",
    "imaging/cutting/graph_cut.py": "Greig, Porteous and Seheult (1989)",
    "imaging/cutting/graph_cut_kernels.py": "Boykov and Kolmogorov (2004)",
    "imaging/cutting/box.py": "Rother, Kolmogorov and Blake (2004)",
    "imaging/cutting/clicks.py": "Bai and Sapiro (2007)",
    "imaging/cutting/colour_model.py": "Orchard and Bouman (1991)",
    "imaging/cutting/region_growing.py": "Adams and Bischof (1994)",
    "imaging/cutting/refinement.py": "Lombaert, Sun, Grady and Xu (2005)",
    "imaging/rendering/contours.py": "Douglas and Peucker (1973)",
    "imaging/rendering/colours.py": "Okabe and Ito (2008)",
    "imaging/metrics.py": "Hubert and Arabie (1985)",
    "imaging/object_metrics.py": "Kumar et al. (2017)",
    "imaging/channels/stains.py": "Ruifrok and Johnston (2001)",
    "imaging/channels/flattening.py": "Meyer (1979)",
    "statistics/block_bootstrap.py": "Künsch (1989)",
    "statistics/cluster_validity.py": "Rousseeuw (1987)",
    "statistics/thinning.py": "Cressie (1993)",
}
# And what modules of several methods, and newer ones, cite besides.
ALSO_CITED = {
    "mixture/variational.py": ("Blei and Jordan (2006)",),
    "mixture/components.py": ("Bhattacharyya (1943)", "Kuhn (1955)"),
    "mixture/fitting/initialisation.py": ("Lloyd (1982)",),
    "mixture/fitting/acceleration.py": ("Walker and Ni (2011)", "Henderson and Varadhan (2019)"),
    "mixture/fitting/model_selection.py": ("Akaike (1974)", "Schwarz (1978)"),
    "mixture/fitting/map_adaptation.py": ("Reynolds, Quatieri and Dunn (2000)",),
    "mixture/fitting/semi_supervised.py": ("Basu, Banerjee and Mooney (2002)",),
    "mixture/fitting/variational_fit.py": ("Bishop (2006)", "Blei and Jordan (2006)"),
    "imaging/filters/texture.py": ("Marr and Hildreth (1980)",),
    "imaging/labelling/spatial_prior.py": ("Boykov and Jolly (2001)",),
    "imaging/labelling/rejection.py": ("Chow (1970)",),
    "imaging/regions/hierarchy.py": ("Arbeláez, Maire, Fowlkes and Malik (2011)",),
    "imaging/regions/banded_components.py": ("Rosenfeld and Pfaltz (1966)",),
    "imaging/regional/probabilities.py": ("Guo, Pleiss, Sun and Weinberger (2017)",),
    "imaging/cutting/graph_cut.py": ("Boykov and Jolly (2001)", "Boykov and Kolmogorov (2004)"),
    "imaging/cutting/clicks.py": ("Criminisi, Sharp and Blake (2008)", "Toivanen (1996)"),
    "imaging/cutting/strokes.py": ("Boykov and Jolly (2001)",),
    "imaging/cutting/live_wire.py": ("Mortensen and Barrett (1995)",),
    "imaging/cutting/soft_edges.py": ("Chuang, Curless, Salesin and Szeliski (2001)",),
    "imaging/rendering/colours.py": ("Ottosson (2020)",),
    "imaging/metrics.py": ("Dice (1945)", "Meilă (2007)", "Strehl and Ghosh (2002)"),
    "imaging/class_metrics.py": ("Jaccard (1912)",),
    "inspection/calibration.py": ("Guo, Pleiss, Sun and Weinberger (2017)",),
    "inspection/component_cards.py": ("Cohen (1988)", "Bhattacharyya (1943)"),
    "inspection/model_comparison.py": ("Kuhn (1955)", "Hubert and Arabie (1985)"),
    "inspection/pixel_explanation.py": ("Mahalanobis (1936)",),
    "statistics/effect_sizes.py": ("Hedges (1981)", "Cliff (1993)"),
    "statistics/group_differences.py": ("Welch (1947)",),
    "statistics/normality.py": ("Shapiro and Wilk (1965)", "Lilliefors (1967)", "Mardia (1970)"),
    "tables/clustering.py": ("Fraley and Raftery (2002)",),
    "plots/dendrogram.py": ("Sokal and Michener (1958)",),
}
# Imports that lead upwards: what saves, loads and applies after a dot (decisions 8 and 10).
UPWARD_IMPORTS = {
    ("imaging.segmentation", "io.exporters"),  # Segmentation.save
    ("imaging.objects.objects", "io.exporters"),  # Objects.save
    ("imaging.model", "io.models"),  # Model.save and Model.load
    ("imaging.model", "pipeline"),  # Model.apply, and
    ("imaging.model", "imaging.segmentation"),  # the type of what it returns
}
# Names that begin so since another program asks for them: notebooks, and the system's own `os._exit`.
FOR_OTHERS = {"_repr_html_", "_repr_png_", "_repr_mimebundle_", "_exit"}
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")  # in names of classes and modules

WIDE_FUNCTIONS: dict[str, str] = {}  # name -> why it may take more by position
WITHOUT_TEST_FILE = {
    "version.py": "one line",
    "__main__.py": "two lines that the command line's tests run",
    "errors/base.py": "tests/test_errors.py looks at all errors",
    "errors/services.py": "tests/test_errors.py looks at all errors",
    "batch/picture.py": "a record that the tests of lists and plans look at",
    "batch/events.py": "four records that the tests of runs look at",
    "batch/dispatcher.py": "tests/batch/test_run.py takes every way through it",
}


@cache
def syntax_tree(file: Path) -> ast.Module:
    """Return the parsed source of a module, which many tests look at."""
    return ast.parse(file.read_text(encoding="utf-8"))


def is_kernel_module(file: Path) -> bool:
    """Return whether a module holds compiled loops: these alone know Numba and may be long and wide."""
    return "kernels" in file.stem


def names_of(file: Path) -> str:
    """Return how the tables above and the messages below call a module."""
    return file.relative_to(ROOT / "gmmseg").as_posix()


@cache
def definitions(file: Path) -> tuple[ast.ClassDef | ast.FunctionDef, ...]:
    """Return the classes and functions that a module defines, at any depth."""
    return tuple(n for n in ast.walk(syntax_tree(file)) if isinstance(n, (ast.ClassDef, ast.FunctionDef)))


def functions() -> Iterator[tuple[str, Path, ast.FunctionDef]]:
    for file in MODULES:
        for node in definitions(file):
            if isinstance(node, ast.FunctionDef):
                yield f"{names_of(file)}:{node.name}", file, node


def n_parameters(function: ast.FunctionDef) -> int:
    """Return how many parameters can be given by position, which a reader has to know the order of."""
    given = [*function.args.posonlyargs, *function.args.args]
    return sum(parameter.arg not in {"self", "cls"} for parameter in given)


def is_command(function: ast.FunctionDef) -> bool:
    """Return whether click calls a function, with one named parameter per option."""
    return any("command(" in ast.unparse(each) for each in function.decorator_list)


def imported(file: Path) -> set[str]:
    """Return the top-level names that a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(syntax_tree(file)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def loaded_by(code: str) -> set[str]:
    """Return the heavy packages that a fresh interpreter has loaded after running `code`."""
    report = f"\nimport sys; print('loaded', *[name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code + report], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split()[1:])


def test_modules_end_where_their_subject_ends():
    lengths = {names_of(file): len(file.read_text(encoding="utf-8").splitlines()) for file in MODULES}

    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_test_files_are_not_much_longer():
    lengths = {file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in TESTS}

    assert {name: n for name, n in lengths.items() if n > LONGEST_TEST_FILE} == {}


def test_functions_take_few_parameters_by_position():
    too_wide = {
        name: n
        for name, file, function in functions()
        if (n := n_parameters(function)) > MOST_PARAMETERS
        and not is_kernel_module(file)
        and not is_command(function)
    }

    assert {name: n for name, n in too_wide.items() if name not in WIDE_FUNCTIONS} == {}


def test_every_module_has_its_test_file():
    alone = []
    for file in MODULES:
        name = names_of(file)
        mirror = ROOT / "tests" / Path(name).with_name(f"test_{file.name}")
        if name.startswith("gui/"):
            continue  # the window is tested room by room
        if file.name != "__init__.py" and name not in WITHOUT_TEST_FILE and not mirror.exists():
            alone.append(name)

    assert alone == []


def test_every_room_of_the_window_has_its_folder_of_tests():
    rooms = {file.parent.name for file in MODULES if file.parent.parent == ROOT / "gmmseg" / "gui"}

    assert [
        room for room in sorted(rooms) if not list((ROOT / "tests" / "gui" / room).glob("test_*.py"))
    ] == []


def test_only_kernel_modules_know_numba():
    knowing = [
        names_of(file)
        for file in MODULES
        if imported(file) & {"numba", "llvmlite"} and not is_kernel_module(file)
    ]

    assert knowing == []


def test_only_one_module_reads_and_writes_at_a_place_of_a_file():
    """Windows has no pread and pwrite; `imaging/positional_io.py` does without."""
    direct = re.compile(r"\bos\.(pread|pwrite)v?\b")
    texts = {names_of(file): file.read_text(encoding="utf-8") for file in MODULES}

    assert [name for name, text in texts.items() if direct.search(text)] == ["imaging/positional_io.py"]


def test_modules_are_named_for_what_they_hold():
    vague = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "tools"}

    assert [names_of(file) for file in MODULES if set(file.stem.split("_")) & vague] == []


def test_nothing_is_left_to_do_without_an_issue():
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d)|raise NotImplementedError")
    texts = {names_of(file): file.read_text(encoding="utf-8") for file in MODULES}

    assert [name for name, text in texts.items() if unfinished.search(text)] == []


def test_every_linter_exemption_carries_its_reason():
    bare = re.compile(r"#\s*noqa(:\s*[A-Z]+\d+(,\s*[A-Z]+\d+)*)?\s*$")
    files = [*MODULES, *TESTS, *(ROOT / "benchmarks").glob("*.py")]
    lines = [
        f"{file.name}:{number}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]

    assert lines == []


def test_the_tour_of_the_house_shows_every_room():
    tour = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    folders = {Path(names_of(file)).parent.as_posix() for file in MODULES} - {"."}
    modules = {names_of(file) for file in MODULES if "/" not in names_of(file)} - {
        "__init__.py",
        "__main__.py",
    }

    assert [room for room in sorted(folders) if f"`{room}/`" not in tour] == []
    assert [module for module in sorted(modules) if f"`{module}`" not in tour] == []


def test_what_the_tour_names_is_there():
    """Modules and folders by their path, everything else that looks like code by its name."""
    tour = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    text = re.sub(r"```.*?```", "", tour, flags=re.DOTALL)
    named = {name for name in re.findall(r"`([\w./]+)`", text) if not name.startswith(".")}
    paths = {name for name in named if "/" in name or name.endswith((".py", ".toml", ".md"))}
    places = [ROOT, ROOT / "gmmseg", *{file.parent for file in MODULES}]
    lost = {path for path in paths if not any((place / path).exists() for place in places)}
    known = {file.stem for file in MODULES} | {file.parent.name for file in MODULES} | {"__main__"}
    for file in MODULES:
        known |= {node.name for node in definitions(file)}
        known |= set(names_inside(file))
    tests = {name for file in TESTS for name in names_inside(file)}
    lost |= {name for name in named - paths if not set(name.split(".")) <= known | tests}

    assert sorted(lost) == []


def test_every_folder_says_in_one_sentence_what_is_in_it():
    inits = [file for file in MODULES if file.name == "__init__.py"]
    said = {names_of(file): ast.get_docstring(syntax_tree(file)) or "" for file in inits}

    assert [name for name, words in said.items() if not words.partition("\n")[0].endswith(".")] == []


def test_no_folder_has_more_modules_than_can_be_looked_over():
    counts = Counter(file.parent for file in MODULES if file.name != "__init__.py")

    assert {folder.name: n for folder, n in counts.items() if n > MOST_MODULES} == {}


def names_of_classes() -> Iterator[tuple[str, str]]:
    for file in MODULES:
        for node in definitions(file):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name, names_of(file)


def test_a_class_name_stands_once():
    places: dict[str, list[str]] = {}
    for name, place in names_of_classes():
        places.setdefault(name, []).append(place)

    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def type_aliases() -> Iterator[tuple[str, str, str]]:
    """Yield name, definition and module of each type alias, which begins with a capital letter."""
    for file in MODULES:
        for node in syntax_tree(file).body:
            if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
                name = target.id.lstrip("_")
                if name[:1].isupper() and not name.isupper():
                    yield target.id, ast.unparse(node.value), names_of(file)


def test_the_name_of_a_type_alias_means_one_thing():
    """Modules may each have the same short name for the same type, but none for another, nor a class's."""
    meanings: dict[str, set[str]] = {}
    for name, meaning, _ in type_aliases():
        meanings.setdefault(name, set()).add(meaning)
    classes = {name for name, _ in names_of_classes()}

    assert {name: sorted(found) for name, found in meanings.items() if len(found) > 1} == {}
    assert sorted(meanings.keys() & classes) == []


def test_retired_words_stay_retired():
    """Each was a word of our own for what the field has a term for; docs/decisions/0016 lists them."""
    modules = [(file.stem, names_of(file)) for file in MODULES]
    words = {
        (word.lower(), where)
        for name, where in [*names_of_classes(), *modules]
        for word in WORD.findall(name)
    }

    assert sorted((word, where) for word, where in words if word in RETIRED) == []


@cache
def names_inside(file: Path) -> tuple[str, ...]:
    """Return the names that a module gives to functions, parameters and variables."""
    found: list[str] = []
    for node in ast.walk(syntax_tree(file)):
        if isinstance(node, ast.FunctionDef):
            found.append(node.name)
        elif isinstance(node, ast.arg):
            found.append(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.append(node.attr)
    return tuple(found)


def test_retired_words_stay_retired_inside_modules():
    """What a name cannot say without its sentence, such as `told`, is named for what it is: `reason`."""
    found = {
        (word, names_of(file))
        for file in MODULES
        for name in names_inside(file)
        for word in name.strip("_").lower().split("_")
    }

    assert sorted(pair for pair in found - MEANT if pair[0] in RETIRED_INSIDE) == []


def test_retired_words_stay_retired_in_names_of_tests():
    """A test's name is a sentence, in which ordinary verbs are at home; these were words of our own."""
    found = {
        (word, f"{file.name}:{name}")
        for file in TESTS
        for name in names_inside(file)
        for word in name.strip("_").split("_")
        if word in RETIRED_IN_TESTS
    }

    assert sorted(found) == []


def sentences() -> Iterator[tuple[str, str]]:
    """Yield texts that begin with a capital letter, and where they stand; no docstrings."""
    for file in MODULES:
        tree = syntax_tree(file)
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                words = node.value.replace("&", "")
                if words[:1].isupper():
                    yield words, f"{names_of(file)}:{node.lineno}"


def test_what_people_read_has_no_retired_words():
    """The window, the reports and the messages use the API's names for settings (rule (a))."""
    found = [(where, words) for words, where in sentences() if RETIRED_IN_THE_WINDOW.search(words)]

    assert found == []


def test_modules_cite_the_source_of_their_method():
    sources = list(CITED.items())
    sources += [(name, source) for name, several in ALSO_CITED.items() for source in several]
    texts = {
        name: " ".join((ast.get_docstring(syntax_tree(ROOT / "gmmseg" / name)) or "").split())
        for name, _ in sources
    }

    assert [(name, source) for name, source in sources if source not in texts[name]] == []


def test_no_class_but_the_application_holds_or_names_the_window():
    """Parts are handed what they use, so that none can reach for the others through the window."""
    window = re.compile(r"\bMainWindow\b")
    naming = [names_of(file) for file in MODULES if window.search(file.read_text(encoding="utf-8"))]

    assert naming == ["gui/app/application.py", "gui/app/main_window.py"]


def test_the_window_asks_for_files_in_one_way():
    """A dialog that was made elsewhere would stay for as long as its parent."""
    made = re.compile(r"\bQFileDialog\(|QFileDialog\.get")
    texts = {names_of(file): file.read_text(encoding="utf-8") for file in MODULES}

    assert [name for name, text in texts.items() if made.search(text)] == ["gui/widgets/save_dialog.py"]


def imported_modules(file: Path, modules: dict[str, Path]) -> set[str]:
    """Return the modules of the package that one imports, anywhere in it and for types alone, too."""
    found = set()
    for node in ast.walk(syntax_tree(file)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gmmseg."):
            base = str(node.module).removeprefix("gmmseg.")
            for alias in node.names:
                found.add(f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules else base)
        elif isinstance(node, ast.Import):
            found |= {alias.name.removeprefix("gmmseg.") for alias in node.names}
    return found & modules.keys()


def test_no_circle_of_imports_is_left_but_those_that_are_named():
    modules = {
        names_of(file).removesuffix(".py").replace("/", ".").removesuffix(".__init__"): file
        for file in MODULES
    }
    graph = {name: imported_modules(file, modules) for name, file in modules.items()}
    for source, target in UPWARD_IMPORTS:
        inside = {each for each in graph[source] if each == target or each.startswith(f"{target}.")}
        graph[source] -= inside
        assert inside, f"{source} does not import {target} any more"

    while leaves := {name for name, targets in graph.items() if not targets & graph.keys()}:
        graph = {name: targets for name, targets in graph.items() if name not in leaves}

    assert sorted(graph) == []


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in FOR_OTHERS


def private_names(file: Path) -> Iterator[str]:
    """Yield the private names of the package that a test imports, reads or replaces."""
    for node in ast.walk(syntax_tree(file)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gmmseg"):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute):
            if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
                yield node.attr
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("getattr", "setattr")):
            texts = (each.value for each in node.args if isinstance(each, ast.Constant))
            yield from (str(text).rpartition(".")[2] for text in texts)


def test_tests_look_at_behaviour_and_not_at_private_names():
    looked_at = [f"{file.name}: {name}" for file in TESTS for name in private_names(file) if private(name)]

    assert looked_at == []


def test_importing_the_package_loads_nothing_heavy():
    assert loaded_by("import gmmseg") == set()


def test_the_help_of_the_command_line_loads_nothing_heavy():
    assert loaded_by("from gmmseg.cli.main import run; run(['--help'], open_window=len)") == set()


def test_segmenting_from_the_command_line_loads_no_graphics(tmp_path):
    words = ["segment", "sample_images/chelsea.png", "--quiet", "--output", str(tmp_path)]

    loaded = loaded_by(f"from gmmseg.cli.main import run; assert run({words}, open_window=len) == 0")

    assert loaded & {"PySide6", "matplotlib", "sklearn"} == set()


def test_the_quick_start_has_exactly_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.partition("## Quick start")[2].split("```")[1].partition("\n")[2]

    assert [line.partition("#")[0].strip() for line in block.splitlines()] == ["make run", "make test"]


def test_the_pinned_versions_are_names_and_versions_only():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]

    assert [line for line in pins if not re.fullmatch(r"[a-z0-9-]+==[\w.]+", line)] == []
    assert pins == sorted(pins)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    """Return the folder that a wheel of this checkout unpacks to."""
    builders = pytest.importorskip(
        "hatchling.builders.wheel", reason="needs hatchling, which builds the wheel"
    )
    folder = tmp_path_factory.mktemp("wheel")
    built = next(builders.WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"]))
    zipfile.ZipFile(built).extractall(folder / "unpacked")
    return folder / "unpacked"


def test_a_wheel_brings_its_assets(wheel):
    for name in ("resources", "sample_images"):
        packed = {
            file.relative_to(wheel / "gmmseg")
            for file in (wheel / "gmmseg" / name).rglob("*")
            if file.is_file()
        }
        ours = {file.relative_to(ROOT) for file in (ROOT / name).rglob("*") if file.is_file()}
        assert packed == ours


def test_a_wheel_brings_the_entry_for_the_desktops_menu(wheel):
    shared = {file.name for file in wheel.glob("*.data/data/share/**/*") if file.is_file()}

    metainfo = "io.github.gmmseg.gmmseg.metainfo.xml"
    assert shared == {"gmmseg.desktop", "gmmseg.svg", "gmmseg.xml", metainfo}


def test_an_installed_wheel_finds_its_assets(wheel):
    code = "import gmmseg.assets as assets; print(assets.path('sample_images', 'coffee.png'))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(wheel)!r}); {code}"],
        cwd=wheel,
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": ""},
    )

    assert Path(done.stdout.strip()) == wheel / "gmmseg" / "sample_images" / "coffee.png"
