"""Model files, `.gmm.json`: a few kB of text that people can read and compare, and nothing that can run.

Numbers are written so that they are read back exactly. Every field is checked when it is read; pictures
are named by the hash of their pixels, never by a path.
"""

import hashlib
import re
import sys
from dataclasses import asdict
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from gmmseg.errors import (
    BadModelError,
    BadSettingError,
    GmmsegError,
    NewerModelError,
    NoClassesError,
    UnreadableModelError,
)
from gmmseg.imaging.channels import selection, stains
from gmmseg.imaging.channels.flattening import MOST as LARGEST_OBJECT
from gmmseg.imaging.features.features import COLOUR_SPACES, Features
from gmmseg.imaging.features.texture_features import TEXTURES
from gmmseg.imaging.model import FIRST, LEVELS, REGION_USES, Model, Provenance, Segment, Training
from gmmseg.imaging.object_options import ObjectOptions
from gmmseg.imaging.pixel_types import SOURCES, Span
from gmmseg.imaging.preparation import Preparation
from gmmseg.io.atomic import writing
from gmmseg.io.json_records import NotARecordError, Record, dumps, parse, read_record
from gmmseg.mixture.parameters import COVARIANCE_TYPES, Parameters, shape
from gmmseg.settings import MOST_REJECTED

SUFFIX = ".gmm.json"
TABLE_FORMAT = "gmmseg table model"  # what models of tables say, of the same suffix
FORMAT, VERSION = "gmmseg model", 5
# 1 knew no black and white, no regions, 2 no objects, no channels, 3 no rejects, calibration, provenance,
# 4 no strips
LARGEST = 32_000_000  # bytes; a model of a thousand components with thirty features is smaller
MOST_COMPONENTS, MOST_FEATURES, MOST_PICTURES = 1000, 100, 1_000_000
LARGEST_VALUE = sys.float_info.max  # of pixels
SLACK = 1e-6  # that shares may differ by from adding up to 1
TEMPERATURES = (1e-3, 1e3)  # beyond them probabilities are all alike, or all 0 and 1
LATER = ("reject", "temperature", "provenance", "is_without_strips")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DIGEST = re.compile(r"[0-9a-f]{64}")


def write(model: Model, path: str | PathLike[str], *, overwrite: bool = False) -> Path:
    """Write a model to a file and return its path; errors are those of `atomic.writing`."""
    target = Path(path)
    text = dumps(record(model))
    with writing(target, overwrite=overwrite) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return target


def read(path: str | PathLike[str]) -> Model:
    """Return the model in a file.

    Raises
    ------
    UnreadableModelError
        If it is not a model file; `NewerModelError` if a newer gmmseg wrote it, `BadModelError` if a
        field is not as it must be.
    """
    file = Path(path)
    return model_of(values_in(file, _REMEDY), file.name)


def values_in(file: Path, remedy: str) -> dict[str, Any]:
    """Return the record that a model file holds; `remedy` says what file to give where it holds none.

    Raises
    ------
    UnreadableModelError
        If it cannot be read, is larger than a model can be, or is no record.
    """
    try:
        return read_record(file, LARGEST)
    except NotARecordError as error:
        raise UnreadableModelError(file.name, str(error), remedy) from None
    except FileNotFoundError:
        raise UnreadableModelError(file.name, "there is no such file", "Check its name and folder") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        sentence = f"the system says {reason.lower()!r}"
        raise UnreadableModelError(file.name, sentence, "Check its path and permissions") from None


_REMEDY = "Give a file that gmmseg fit or Model.save has written"


def text_of(model: Model) -> str:
    """Return a model as the text of its file."""
    return dumps(record(model))


def from_text(text: str, name: str = "model") -> Model:
    """Return the model that is written in a text; errors are those of `read`."""
    try:
        return model_of(parse(text.encode("utf-8", "surrogatepass")), name)
    except NotARecordError as error:
        raise UnreadableModelError(name, str(error), _REMEDY) from None


def record(model: Model) -> dict[str, Any]:
    """Return a model as values that JSON knows."""
    from gmmseg.version import __version__

    training = model.training
    optional: dict[str, Any] = {} if model.regions == "none" else {"regions": model.regions}
    if model.objects is not None:
        optional["objects"] = model.objects.as_values()
    optional |= _later(model)
    return {
        "format": FORMAT,
        "version": _version(model),
        "gmmseg": __version__ if training is None else training.version,
        "features": features_record(model.features),
        "smoothing": model.smoothing,
        **optional,
        "mixture": mixture_record(model.mixture),
        "classes": [
            {
                "name": segment.name,
                "colour": [int(part) for part in segment.colour],
                "components": [int(component) + 1 for component in segment.components],
            }
            for segment in model.segments
        ],
        "training": None if training is None else _training_record(training),
    }


def _version(model: Model) -> int:
    """Return the first version of model files that says all that a model does: older programs read it."""
    later = _later(model)
    if later:
        return 5 if "is_without_strips" in later else 4
    if model.objects is not None or model.features.preparation is not None:
        return 3
    return 1 if model.regions == "none" and model.features.span is None else 2


def model_of(values: dict[str, Any], name: str) -> Model:
    """Return the model that values from a JSON file describe; errors are those of `read`."""
    whole = Record(values, lambda *facts: BadModelError(name, *facts))
    if values.get("format") == TABLE_FORMAT:
        reason = "it is a model of a table, and one of pictures is needed here"
        raise UnreadableModelError(name, reason, "Use gmmseg apply with a table")
    if values.get("format") != FORMAT:
        raise UnreadableModelError(name, f"it does not say that it is a {FORMAT}", _REMEDY)
    version = whole.whole("version", 1, 10**6)
    if version > VERSION:
        raise NewerModelError(name, version, VERSION)
    optional = tuple(name for name in ("regions", "objects", *LATER) if name in values)
    whole.only(
        *("format", "version", "gmmseg", "features", "smoothing", *optional, "mixture", "classes", "training")
    )
    features = features_of(whole.record("features"))
    mixture = mixture_of(whole.record("mixture"), features.n_features)
    segments = _segments_of(whole, mixture.n_components)
    training = None
    if values["training"] is not None:
        version_of_gmmseg = whole.text("gmmseg")
        training = _training_of(whole.record("training"), mixture.n_components, version_of_gmmseg)
    regions = (
        next(each for each in REGION_USES if each == whole.text("regions", REGION_USES))
        if "regions" in optional
        else "none"
    )
    objects = objects_of(whole.record("objects")) if "objects" in optional else None
    smoothing, later = whole.number("smoothing", 0, 100), _later_of(whole)
    return Model(features, mixture, segments, smoothing, training, regions, objects, **later)


def _later(model: Model) -> dict[str, Any]:
    """Return what models did not have at first, as far as it says something: older programs read the rest."""
    found: dict[str, Any] = {}
    if model.reject > 0:
        found["reject"] = model.reject
    if model.is_calibrated:
        found["temperature"] = model.temperature
    if model.provenance != FIRST:
        found["provenance"] = asdict(model.provenance)
    if model.is_without_strips:
        found["is_without_strips"] = True
    return found


def _later_of(whole: Record) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "reject" in whole.values:
        found["reject"] = whole.number("reject", 0, MOST_REJECTED)
    if "temperature" in whole.values:
        found["temperature"] = whole.number("temperature", *TEMPERATURES)
    if "provenance" in whole.values:
        found["provenance"] = _provenance_of(whole.record("provenance"))
    if "is_without_strips" in whole.values:
        found["is_without_strips"] = whole.flag("is_without_strips")
    return found


def _provenance_of(found: Record) -> Provenance:
    found.only("version", "date", "parent")
    day, parent = found.text("date"), found.text("parent")
    if day and not DAY.fullmatch(day):
        raise found.error("provenance.date", repr(day)[:40], "a day as 2026-11-30, or empty")
    if parent and not DIGEST.fullmatch(parent):
        raise found.error("provenance.parent", "other text", "SHA-256 in 64 hexadecimal digits, or empty")
    return Provenance(found.whole("version", 1, 10**6), day, parent)


def digest_of(model: Model) -> str:
    """Return the SHA-256 of the text of a model's file, hexadecimal: what models refitted from it tell."""
    return hashlib.sha256(text_of(model).encode()).hexdigest()


def objects_of(found: Record) -> ObjectOptions:
    """Return the options of objects that a record describes."""
    values = dict(found.values)
    if isinstance(values.get("classes"), list):
        if len(values["classes"]) > MOST_COMPONENTS:
            raise found.error("objects.classes", "longer", f"at most {MOST_COMPONENTS} classes")
        values["classes"] = tuple(values["classes"])
    try:
        return ObjectOptions.from_values(values)
    except (BadSettingError, NoClassesError) as error:
        raise found.error("objects", str(error), "options of objects as gmmseg writes them") from None


def features_record(features: Features) -> dict[str, Any]:
    """Return features as values that JSON knows."""
    known = {} if features.span is None else {"span": _span_record(features.span)}
    if features.preparation is not None:
        known["preparation"] = _preparation_record(features.preparation)
    return known | {
        "colour": features.colour,
        "position": features.position,
        "texture": features.texture,
        "names": list(features.names),
        "centre": features.centre.tolist(),
        "scale": features.scale.tolist(),
    }


def features_of(found: Record) -> Features:
    """Return the features that a record describes."""
    known = tuple(each for each in ("span", "preparation") if each in found.values)  # later than the others
    found.only("colour", "position", "texture", "names", "centre", "scale", *known)
    names = found.texts("names", MOST_FEATURES)
    features = Features(
        found.text("colour", (*COLOUR_SPACES, "channels")),
        found.number("position", 0, 1000),
        names,
        found.numbers("centre", (len(names),)),
        found.numbers("scale", (len(names),), 1e-30),
        next(each for each in TEXTURES if each == found.text("texture", TEXTURES)),
        _span_of(found.record("span")) if "span" in known else None,
        _preparation_of(found.record("preparation")) if "preparation" in known else None,
    )
    if not features.consistent:
        raise found.error("features.names", ", ".join(names) or "empty", "what its colour space has")
    return features


def _span_record(span: Span) -> dict[str, Any]:
    return {"black": float(span.black), "white": float(span.white), "source": span.source}


def _span_of(found: Record) -> Span:
    found.only("black", "white", "source")
    source = next(each for each in SOURCES if each == found.text("source", SOURCES))
    black = found.number("black", -LARGEST_VALUE, LARGEST_VALUE)
    return Span(black, found.number("white", black, LARGEST_VALUE), source)


def _preparation_record(preparation: Preparation) -> dict[str, Any]:
    return {
        "channels": preparation.channels,
        "stains": preparation.stains,
        "flatten": float(preparation.flatten),
        "ranges": [list(each) for each in preparation.ranges],
        "bright_ground": list(preparation.is_bright),
        "found_by_name": preparation.is_found_by_name,
    }


def _preparation_of(found: Record) -> Preparation:
    """Return what is made of pictures before; errors name the field that is wrong."""
    found.only("channels", "stains", "flatten", "ranges", "bright_ground", "found_by_name")
    channel_texts = []
    for name, check in (("channels", selection.items), ("stains", stains.accepted)):
        text = found.text(name, longest=selection.LONGEST_LIST)
        try:
            check(text)
        except GmmsegError:
            expected = "a choice of channels" if name == "channels" else stains.EXPECTED
            raise found.error(f"{found.place}{name}", repr(text)[:40], expected) from None
        channel_texts.append(text)
    n = len(found.values["ranges"]) if isinstance(found.values["ranges"], list) else -1
    pairs = found.numbers("ranges", (n, 2), -LARGEST_VALUE, LARGEST_VALUE).tolist() if n else []
    if n > selection.MOST or any(low >= high for low, high in pairs):
        raise found.error(f"{found.place}ranges", "other", "pairs of rising numbers")
    ground = found.values["bright_ground"]
    if (
        not isinstance(ground, list)
        or len(ground) > MOST_FEATURES
        or not all(type(b) is bool for b in ground)
    ):
        raise found.error(f"{found.place}bright_ground", "other", "a list of true and false")
    size = found.number("flatten", 0, LARGEST_OBJECT)
    ranges = tuple((low, high) for low, high in pairs)
    return Preparation(
        channel_texts[0], channel_texts[1], size, ranges, tuple(ground), found.flag("found_by_name")
    )


def mixture_record(mixture: Parameters) -> dict[str, Any]:
    """Return a mixture as values that JSON knows."""
    return {
        "covariance_type": mixture.covariance_type,
        "weights": mixture.weights.tolist(),
        "means": mixture.means.tolist(),
        "covariances": mixture.covariances.tolist(),
    }


def mixture_of(found: Record, d: int) -> Parameters:
    """Return the mixture of `d` features that a record describes."""
    found.only("covariance_type", "weights", "means", "covariances")
    kind = next(each for each in COVARIANCE_TYPES if each == found.text("covariance_type", COVARIANCE_TYPES))
    weights = found.values["weights"]
    k = len(weights) if isinstance(weights, list) else 0
    if not 1 <= k <= MOST_COMPONENTS:
        raise found.error("mixture.weights", f"{k} numbers", f"1 to {MOST_COMPONENTS} numbers")
    mixture = Parameters(
        found.numbers("weights", (k,), 0, 1),
        found.numbers("means", (k, d), -1e15, 1e15),
        found.numbers("covariances", shape(k, d, kind), -1e30),
        kind,
    )
    least, total = mixture.weights.min(), mixture.weights.sum()
    if least <= 0 or abs(total - 1) > SLACK:
        figures = f"{least:g} at least and {total:g} together"
        raise found.error("mixture.weights", figures, "above 0 each and 1 together")
    if not _are_covariances(mixture):
        expected = "symmetric and positive definite for each component"
        raise found.error("mixture.covariances", "no covariances", expected)
    return mixture


def _are_covariances(mixture: Parameters) -> bool:
    full = mixture.full_covariances
    if not np.allclose(full, np.swapaxes(full, 1, 2), rtol=1e-6, atol=0):
        return False
    try:
        return bool(np.isfinite(mixture.whiteners).all() and np.isfinite(mixture.log_scales).all())
    except np.linalg.LinAlgError:
        return False


def _segments_of(whole: Record, k: int) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    owned: list[int] = []
    for found in whole.records("classes", k):
        found.only("name", "colour", "components")
        components = found.values["components"]
        n = len(components) if isinstance(components, list) else 0
        numbers = found.numbers("components", (max(1, min(n, k)),), 1, k)
        colour = found.numbers("colour", (3,), 0, 255)
        _check_whole(found, numbers, "components")
        _check_whole(found, colour, "colour")
        red, green, blue = (int(part) for part in colour)
        index = tuple(int(number) - 1 for number in numbers)
        segments.append(Segment(found.text("name"), (red, green, blue), index))
        owned += index
    if sorted(owned) != list(range(k)):
        found_text = f"the owners of components {', '.join(str(i + 1) for i in sorted(owned)[:20])}"
        raise whole.error("classes", found_text, f"owners of each of the {k} components once")
    return tuple(segments)


def _check_whole(found: Record, numbers: np.ndarray[Any, Any], name: str) -> None:
    if (numbers != np.rint(numbers)).any():
        raise found.error(f"{found.place}{name}", "not whole", "whole numbers")


def _training_record(training: Training) -> dict[str, Any]:
    values = asdict(training)
    return {
        "pictures": list(training.pictures),
        "seed": training.seed,
        "shares": list(training.shares),
        "log_likelihood": {
            "mean": values["mean"],
            "deviation": values["deviation"],
            "spread": values["spread"],
            "quantiles": [[level, value] for level, value in zip(LEVELS, training.quantiles, strict=True)],
        },
    }


def _training_of(found: Record, k: int, version: str) -> Training:
    found.only("pictures", "seed", "shares", "log_likelihood")
    pictures = found.texts("pictures", MOST_PICTURES)
    if not all(DIGEST.fullmatch(each) for each in pictures):
        raise found.error("training.pictures", "other text", "SHA-256 in 64 hexadecimal digits each")
    shares = found.numbers("shares", (k,), 0, 1)
    if abs(shares.sum() - 1) > SLACK:
        raise found.error("training.shares", f"a sum of {shares.sum():g}", "1 together")
    likelihood = found.record("log_likelihood")
    likelihood.only("mean", "deviation", "spread", "quantiles")
    quantiles = likelihood.numbers("quantiles", (len(LEVELS), 2))
    rising = (np.diff(quantiles[:, 1]) >= 0).all()
    if not rising or tuple(quantiles[:, 0]) != LEVELS:
        expected = f"rising, for {', '.join(f'{level:g}' for level in LEVELS)}"
        raise found.error("training.log_likelihood.quantiles", "other", expected)
    return Training(
        pictures,
        likelihood.number("mean", -1e30, 1e30),
        likelihood.number("deviation", 0, 1e30),
        tuple(quantiles[:, 1].tolist()),
        likelihood.number("spread", 0, 1e30),
        tuple(shares.tolist()),
        found.whole("seed", 0, 2**32 - 1),
        version,
    )
