"""What a request can ask for, by `?as=` or by its `Accept` header."""

from dataclasses import dataclass

from gmmseg.errors import BadRequestError


@dataclass(frozen=True)
class ServedOutput:
    """A kind of answer.

    Attributes
    ----------
    kind : str
        Key of `io.exporters.KINDS`; empty for the table in JSON.
    media : str
        Its media type.
    ending : str
        How the name of a file with it ends.
    summary : str
        What it is.
    """

    kind: str
    media: str
    ending: str
    summary: str


OUTPUTS: dict[str, ServedOutput] = {
    "labels": ServedOutput(
        "labels", "image/png", "_labels.png", "Label map: pixel value = class number, 0 = unassigned"
    ),
    "labels-tif": ServedOutput("labels-tif", "image/tiff", "_labels.tif", "The same, raw numbers"),
    "overlay": ServedOutput(
        "overlay", "image/png", "_overlay.png", "Picture with the classes' colours over it"
    ),
    "probabilities": ServedOutput(
        "probabilities", "image/tiff", "_probabilities.tif", "Probability of each class on a page, float32"
    ),
    "probabilities-npz": ServedOutput(
        "probabilities-npz", "application/x-npz", "_probabilities.npz", "The same as a NumPy archive"
    ),
    "uncertainty": ServedOutput("uncertainty", "image/png", "_uncertainty.png", "How undecided pixels are"),
    "table": ServedOutput("", "application/json", ".json", "Pixels, share and colour of each class, drift"),
    "csv": ServedOutput("table", "text/csv", "_table.csv", "Pixels, share and colour of each class"),
    "geojson": ServedOutput(
        "geojson", "application/geo+json", "_outlines.geojson", "Exact outlines of each class"
    ),
}
DEFAULT = "labels"
KINDS = tuple(dict.fromkeys(output.kind for output in OUTPUTS.values() if output.kind))


class UnacceptableError(Exception):
    """A client accepts no kind of answer that there is; it never leaves `serve`."""


def chosen(requested: str, accept: str) -> str:
    """Return the name of the output that a request asks for: by name, or by what it accepts.

    Raises
    ------
    BadRequestError
        If there is no output of that name.
    UnacceptableError
        If none is of a type that is accepted.
    """
    if requested:
        if requested not in OUTPUTS:
            raise BadRequestError(
                f"there is no output {requested[:40]!r}", f"Ask for one of {', '.join(OUTPUTS)}"
            )
        return requested
    for media in _by_preference(accept):
        if media in ("*/*", "image/*"):
            return DEFAULT
        for name, output in OUTPUTS.items():
            if media == output.media or media == f"{output.media.partition('/')[0]}/*":
                return name
    if accept.strip():
        raise UnacceptableError
    return DEFAULT


def _by_preference(accept: str) -> list[str]:
    """Return the media types of an `Accept` header, the most wanted first, without those that are not."""
    weighed = []
    for place, part in enumerate(accept.split(",")):
        media, *parameters = (each.strip().lower() for each in part.split(";"))
        weight = 1.0
        for name, _, value in (each.partition("=") for each in parameters):
            if name.strip() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = 0.0
        if media and weight > 0:
            weighed.append((-weight, place, media))
    return [media for _, _, media in sorted(weighed)]
