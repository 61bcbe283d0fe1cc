"""What the docstrings of public names must say: docs/conventions.md, "Docstrings"."""

import inspect
import re
from collections.abc import Iterator

import pytest

import gmmseg

ARRAYS = ("NDArray", "ArrayLike")
SHAPE = re.compile(r"of shape \(|\((\w+,)( \w+)*\)|\((\w+, )+\w+\)|[Aa]s `[\w.]+`")
RAISED = re.compile(r"raise (\w+Error)")


def public_functions() -> Iterator[tuple[str, object]]:
    """Yield the functions of the package's public names, and the public methods of its classes."""
    for name in gmmseg.__all__:
        found = getattr(gmmseg, name) if name not in ("__version__", "interactive") else None
        if inspect.isclass(found):
            for method, value in vars(found).items():
                function = getattr(value, "__func__", value)
                if not method.startswith("_") and inspect.isfunction(function):
                    yield f"{name}.{method}", function
        elif inspect.isfunction(found):
            yield name, found


FUNCTIONS = dict(public_functions())


def documentation(function: object) -> str:
    return inspect.getdoc(function) or ""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_names_its_parameters_shapes_and_errors(name):
    function = FUNCTIONS[name]
    text, signature = documentation(function), inspect.signature(function)
    parameters = [each for each in signature.parameters.values() if each.name not in ("self", "cls")]
    annotations = [str(each.annotation) for each in parameters] + [str(signature.return_annotation)]
    line = r"^(\*{{0,2}}\w+, )*\*{{0,2}}{}(, \*{{0,2}}\w+)*( : |$)|`{}`"

    unnamed = [
        each.name
        for each in parameters
        if not re.search(line.format(each.name, each.name), text, re.MULTILINE)
    ]
    without_shape = any(kind in text for text in annotations for kind in ARRAYS) and not SHAPE.search(text)
    raised = set(RAISED.findall(inspect.getsource(function)))

    if "Parameters\n---" in text or len(parameters) > 1:
        assert unnamed == []
    assert not without_shape
    assert sorted(error for error in raised if error not in text) == []
