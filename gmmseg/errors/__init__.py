"""Every error that gmmseg raises on purpose.

A constructor takes facts and writes one sentence: what happened, with the numbers; what was
expected; what to do. Each class derives from `GmmsegError` and from the builtin that fits. Programs
get its code, which is the name of the class (docs/errors.md lists them).
"""

from gmmseg.errors.base import OTHER_CODES as OTHER_CODES
from gmmseg.errors.base import GmmsegError as GmmsegError
from gmmseg.errors.base import code_of as code_of
from gmmseg.errors.base import counted as counted
from gmmseg.errors.base import shown as shown
from gmmseg.errors.base import spelled as spelled
from gmmseg.errors.services import BadClusterError as BadClusterError
from gmmseg.errors.services import BadDriftRecordError as BadDriftRecordError
from gmmseg.errors.services import BadRequestError as BadRequestError
from gmmseg.errors.services import BadTokenFileError as BadTokenFileError
from gmmseg.errors.services import CannotListenError as CannotListenError
from gmmseg.errors.services import ClusterLostError as ClusterLostError
from gmmseg.errors.services import NoSuchModelError as NoSuchModelError
from gmmseg.errors.services import PartOfPictureError as PartOfPictureError
from gmmseg.errors.services import RequestTimeoutError as RequestTimeoutError
from gmmseg.errors.services import RequestTooLargeError as RequestTooLargeError
from gmmseg.errors.services import TooBusyError as TooBusyError


def _amount(n_pixels: int) -> str:
    if n_pixels < 10**6:
        return f"{n_pixels:,} pixels"
    return f"{n_pixels / 1e6:,.1f}".removesuffix(".0") + " MP"


class BadSettingError(GmmsegError, ValueError):
    """A setting is out of its range or of the wrong kind."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(f"Setting {name} is {value!r}, but it must be {expected}.")
        self.name, self.value, self.expected = name, value, expected


class NoSuchPresetError(GmmsegError, ValueError):
    """A preset was asked for that there is none of."""

    def __init__(self, name: str, names: tuple[str, ...]) -> None:
        super().__init__(
            f"There is no preset {name[:60]!r}: choose from {', '.join(names)}, or give the file of one."
        )
        self.name, self.names = name, names


class UnreadablePresetError(GmmsegError, ValueError):
    """A file is no preset."""

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"Cannot read {file} as a preset: {reason}. Export it from the window again, or choose another."
        )
        self.file, self.reason = file, reason


class UndefinedCriterionError(GmmsegError, ValueError):
    """A criterion says nothing of any of the numbers of segments that are tried."""

    def __init__(self, criterion: str, n_candidates: int) -> None:
        tried = "the number of segments that is" if n_candidates == 1 else f"all {n_candidates} numbers"
        super().__init__(
            f"The {criterion} is undefined for {tried} tried: it compares segments, and needs at least two "
            f"that have pixels. Try more segments, or choose another criterion, such as bic."
        )
        self.criterion, self.n_candidates = criterion, n_candidates


class TooFewColoursError(GmmsegError, ValueError):
    """A picture has fewer colours than the fewest segments that are tried."""

    def __init__(self, name: str, n_colours: int, low: int, high: int) -> None:
        noun = "colour" if n_colours == 1 else "different colours"
        tried = f"{low} segments" if low == high else f"{low} to {high} segments"
        super().__init__(
            f"Cannot compare {tried} of {shown(name)}: it has only {n_colours} {noun}. "
            f"Ask for at most {n_colours}."
        )
        self.name, self.n_colours, self.low, self.high = name, n_colours, low, high


class SeedsOfPagesError(GmmsegError, ValueError):
    """Seeds are given for several pages of a file at once."""

    def __init__(self, name: str, n_pages: int) -> None:
        super().__init__(
            f"Cannot learn from seeds on {n_pages} pages of {shown(name)} at once: annotations are of one "
            f"picture. Make a model of one page with gmmseg fit --seeds, and give it to gmmseg apply."
        )
        self.name, self.n_pages = name, n_pages


class BadArrayError(GmmsegError, ValueError):
    """An array that was given as a picture cannot be one."""

    def __init__(self, what: str, expected: str) -> None:
        super().__init__(f"Cannot use this array as a picture: {what}. Expected {expected}.")
        self.what, self.expected = what, expected


class NoUsablePixelsError(GmmsegError, ValueError):
    """Every pixel of a picture is transparent, masked out or not a number."""

    def __init__(self, name: str, n_pixels: int) -> None:
        super().__init__(
            f"{shown(name)} has no usable pixels: all {n_pixels} are transparent, masked out "
            f"or not a number. Use a picture with at least one opaque pixel."
        )
        self.name, self.n_pixels = name, n_pixels


class NoSuchSegmentError(GmmsegError, KeyError):
    """A segment was asked for by a number or name that does not exist."""

    def __init__(self, segment: object, names: tuple[str, ...]) -> None:
        super().__init__(
            f"There is no segment {segment!r}: there are {len(names)}, numbered from 1 and named "
            f"{', '.join(names)}. Ask for one of these."
        )
        self.segment, self.names = segment, names

    def __str__(self) -> str:  # KeyError would show the sentence in quotes
        return str(self.args[0])


class NoSuchPixelError(GmmsegError, IndexError):
    """There is no such pixel to say anything about."""

    def __init__(self, column: int, row: int, reason: str) -> None:
        super().__init__(
            f"There is no pixel at column {column}, row {row}: {reason}. Columns and rows count from 0."
        )
        self.column, self.row, self.reason = column, row, reason


class NoClassesError(GmmsegError, ValueError):
    """Objects were asked for, but of no class."""

    def __init__(self) -> None:
        super().__init__(
            "No class is chosen to make objects of: name at least one by its number or name, "
            "or leave the choice out for all classes but the largest."
        )


class BadConditionError(GmmsegError, ValueError):
    """A condition on measurements cannot be understood."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"The condition {text[:60]!r} cannot be understood: {reason}. "
            f"Write it like: area > 50 and circularity < 0.8."
        )
        self.text, self.reason = text, reason


class TooManyObjectsError(GmmsegError, ValueError):
    """A kind of file has no room for the numbers of the objects."""

    def __init__(self, number: int, most: int, kind: str, instead: str) -> None:
        super().__init__(
            f"Cannot write {kind}: the largest number of an object is {number:,}, "
            f"and its pixels hold at most {most:,}. Choose {instead}."
        )
        self.number, self.most, self.kind, self.instead = number, most, kind, instead


class MissingLibraryError(GmmsegError, ImportError):
    """A kind of file needs a library that is not installed."""

    def __init__(self, kind: str, library: str, extra: str, act: str = "write") -> None:
        super().__init__(
            f"Cannot {act} {kind}: it needs the library {library}, which is not installed. "
            f"Install it with pip install 'gmmseg[{extra}]'."
        )
        self.kind, self.library, self.extra = kind, library, extra


class IncompleteInstallationError(GmmsegError, ImportError):
    """A library that gmmseg always needs is not installed."""

    def __init__(self, library: str) -> None:
        super().__init__(
            f"Cannot go on: gmmseg needs {library}, which is not installed or not whole. "
            f"gmmseg doctor lists what is missing, each with the command that brings it."
        )
        self.library = library


class NothingCompiledError(GmmsegError, OSError):
    """The environment forbids Numba to compile anything."""

    def __init__(self, variable: str, value: str) -> None:
        super().__init__(
            f"The environment variable {variable} is {value}, so that nothing is compiled, but the inner "
            f"loops of gmmseg run as machine code only. Unset it for gmmseg."
        )
        self.variable, self.value = variable, value


class UnreadableImageError(GmmsegError, OSError):
    """A file cannot be read as a picture."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(f"Cannot read {shown(file) or 'this folder'}: {reason}. {remedy}.")
        self.file, self.reason, self.remedy = file, reason, remedy


class MissingImageError(UnreadableImageError, FileNotFoundError):
    """There is no file of that name."""

    def __init__(self, file: str) -> None:
        super().__init__(file, "there is no such file", "Check its name and folder")


class RefusedFormatError(UnreadableImageError, ValueError):
    """A file is in a format that is not read, or only when asked for by name."""

    def __init__(self, file: str, found: str, admissible: bool, admitted: tuple[str, ...]) -> None:
        admitting = f"Admit it with --allow-formats {found} if you trust the file"
        super().__init__(
            file,
            f"it is in the format {found}, and only {', '.join(admitted)} are read",
            admitting if admissible else "Save it as PNG or TIFF first",
        )
        self.found, self.admissible = found, admissible


class MissingReaderError(UnreadableImageError):
    """A file is in a format that needs a library that is not installed."""

    def __init__(self, file: str, kind: str, library: str, extra: str) -> None:
        super().__init__(
            file,
            f"it is in the format {kind}, which needs the library {library}, and that is not installed",
            f"Install it with pip install 'gmmseg[{extra}]'",
        )
        self.kind, self.library, self.extra = kind, library, extra


class CameraFileError(UnreadableImageError, ValueError):
    """A file holds what a camera's sensor saw, which is no picture yet."""

    def __init__(self, file: str, kind: str) -> None:
        super().__init__(
            file,
            f"it is a camera's raw file ({shown(kind)}), which is to be developed first",
            "Develop it with the camera's own program, darktable or RawTherapee, and save it as TIFF or PNG",
        )
        self.kind = kind


class TooManyPixelsError(UnreadableImageError, ValueError):
    """A picture is larger than the limit, which may be an attack on memory."""

    def __init__(self, file: str, width: int, height: int, limit: int) -> None:
        n_pixels = width * height
        shape = f"{width} x {height} = " if height > 1 else ""  # a decoder may tell only the product
        super().__init__(
            file,
            f"its {shape}{_amount(n_pixels)} exceed the limit of {_amount(limit)}",
            f"Raise the limit with --max-pixels {n_pixels} if you trust the file",
        )
        self.width, self.height, self.limit = width, height, limit


class NotInBandsError(GmmsegError, ValueError):
    """A picture is labelled in bands, being too large for memory, and something needs all of it at once."""

    def __init__(self, name: str, n_pixels: int, what: str, remedy: str = "") -> None:
        super().__init__(
            f"{name} has {_amount(n_pixels)} and is worked on in bands, where {what} cannot be had: it "
            f"needs the whole picture in memory. {remedy or 'Use a smaller version of the picture for it'}."
        )
        self.name, self.n_pixels, self.what = name, n_pixels, what


class NoSuchPageError(UnreadableImageError, IndexError):
    """A page was asked for that the file does not have."""

    def __init__(self, file: str, page: int, n_pages: int) -> None:
        pages = "1 page" if n_pages == 1 else f"{n_pages} pages"
        super().__init__(
            file, f"it has {pages}, and page {page} was asked for", f"Choose from 1 to {n_pages}"
        )
        self.page, self.n_pages = page, n_pages


class PageNeededError(UnreadableImageError, ValueError):
    """A file is a stack of pictures, and none of them stands for all."""

    def __init__(self, file: str, axes: tuple[tuple[str, int], ...]) -> None:
        names = {"T": "times (t)", "Z": "depths (z)", "Q": "pages"}
        parts = " x ".join(f"{n} {names.get(axis, f'planes ({axis})')}" for axis, n in axes)
        n_pages = 1
        for _, n in axes:
            n_pages *= n
        super().__init__(
            file,
            f"it is a stack of {parts}",
            f"Choose one with --page, from 1 to {n_pages}, take all with --page all, "
            f"or the planes of an axis as channels with --as-channels",
        )
        self.axes, self.n_pages = axes, n_pages


class OnePageError(UnreadableImageError, ValueError):
    """Several pages were asked for where one picture is wanted."""

    def __init__(self, file: str, requested: str, n_pages: int) -> None:
        super().__init__(
            file,
            f"{requested!r} selects {n_pages} pages, and one is wanted here",
            "Ask for one of them by its number",
        )
        self.requested, self.n_pages = requested, n_pages


class NoPagesSelectedError(UnreadableImageError, IndexError):
    """A selection of pages has none of a file's."""

    def __init__(self, file: str, requested: str, available: str) -> None:
        super().__init__(file, f"it has {available}, and {requested!r} selects none of them", "Choose others")
        self.requested = requested


class NoSuchAxisError(UnreadableImageError, ValueError):
    """An axis was named that a file does not have, or must be named and was not."""

    def __init__(self, file: str, axis: str | None, axes: tuple[str, ...]) -> None:
        there = f"its pages lie along {_listed(axes)}" if axes else "it has one page"
        if axis is None:
            super().__init__(file, f"{there}, and none was named", "Name one with --axis")
        else:
            remedy = "Name one of these with --axis" if axes else "Leave --axis and --as-channels out"
            super().__init__(
                file, f"{there}, and not along {axis!r}" if axes else f"{there}, and no axis {axis!r}", remedy
            )
        self.axis, self.axes = axis, axes


class DifferentPagesError(UnreadableImageError, ValueError):
    """Pages that were to be one picture, or one stack, are not alike."""

    def __init__(self, file: str, first: str, other: str) -> None:
        super().__init__(
            file,
            f"its pages differ ({first}, and {other}), so that they make no common picture or stack",
            "Take each page as a picture of its own with --page all, or only those that are alike",
        )
        self.first, self.other = first, other


class MissingAssetError(GmmsegError, FileNotFoundError):
    """A file that comes with the package is not there."""

    def __init__(self, name: str, package: object) -> None:
        super().__init__(
            f"{name} is missing: it was found neither in {package} nor beside it. "
            f"Install gmmseg again, it is incomplete."
        )
        self.name, self.package = name, package


class DifferentSizesError(GmmsegError, ValueError):
    """Two label maps that should be of the same picture are not of the same size."""

    def __init__(self, result: tuple[int, ...], truth: tuple[int, ...]) -> None:
        super().__init__(
            f"Cannot compare a result of {_size(result)} pixels with a truth of {_size(truth)}: "
            f"both must show the same picture. Check that the two files belong together."
        )
        self.result, self.truth = result, truth


class NothingToCompareError(GmmsegError, ValueError):
    """A result has nothing to be compared with."""

    def __init__(self, what: str, remedy: str = "Give a truth with at least one pixel that counts") -> None:
        super().__init__(f"There is nothing to compare: {what}. {remedy}.")
        self.what, self.remedy = what, remedy


class BadLabelMapError(GmmsegError, ValueError):
    """A file that was given as a label map cannot be one."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"Cannot read {name} as a label map: {what}. Give a PNG or TIFF whose values are labels, "
            f"or an .npz with label maps (h, w) under 'segs' or 'labels'."
        )
        self.name, self.what = name, what


class BadAnnotationsError(GmmsegError, ValueError):
    """A file that was given as annotations of objects cannot be one."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(
            f"Cannot read {shown(name)} as annotations: {what}. Give a label map (PNG, TIFF, NPZ, OME-Zarr), "
            f"COCO's or LabelMe's JSON, QuPath's GeoJSON, YOLO's text or ImageJ's regions, of this picture."
        )
        self.name, self.what = name, what


def _size(shape: tuple[int, ...]) -> str:
    return " by ".join(str(n) for n in reversed(shape))


class NoWindowError(GmmsegError, OSError):
    """The window cannot be opened here."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"Cannot open the window: {reason}. "
            f"Use it on a desktop, or work without it: gmmseg segment --help says how."
        )
        self.reason = reason


class CannotWriteError(GmmsegError, OSError):
    """A file cannot be written; what was there before is untouched."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(f"Cannot write {file}: {reason}. {remedy}.")
        self.file, self.reason, self.remedy = file, reason, remedy


class DiskFullError(CannotWriteError):
    """A file does not fit on its disk."""

    def __init__(self, file: str, needed: int, free: int) -> None:
        sizes = [f"{n / 1e6:.1f} MB" if n >= 5e4 else f"{n / 1e3:.1f} kB" for n in (needed, free)]
        lack = f"more than {sizes[0]} are needed and {sizes[1]} are free" if needed else "nothing is free"
        super().__init__(
            file, f"the disk is full, {lack}", "Free some space or choose a folder on another disk"
        )
        self.needed, self.free = needed, free


class ChangedProjectError(CannotWriteError):
    """A project's file is no longer what was opened or saved last: someone else has written to it."""

    def __init__(self, file: str) -> None:
        super().__init__(
            file,
            "another window or program has changed it since it was opened or saved here",
            "Save under another name, or choose the same name to replace it",
        )


class OwnInputError(CannotWriteError):
    """A result would take the place of a file that it was made from."""

    def __init__(self, file: str) -> None:
        super().__init__(file, "it is a file that was read for it", "Choose another name")


class AlreadyThereError(GmmsegError, FileExistsError):
    """A file would be written over, which was not asked for."""

    def __init__(self, files: tuple[str, ...], folder: str, what: str = "") -> None:
        there = files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more of these files"
        where = f"{'this folder' if folder == '.' else folder}{what and f', {what}'}"
        super().__init__(
            f"{there} already exist{'s' if len(files) == 1 else ''} in {where}, and nothing was written. "
            f"Allow overwriting, or choose another folder."
        )
        self.files, self.folder, self.what = files, folder, what


class ChangedResultError(GmmsegError, FileExistsError):
    """A result that an earlier run has written was changed since."""

    def __init__(self, files: tuple[str, ...], folder: str) -> None:
        changed = f"{files[0]} was" if len(files) == 1 else f"{files[0]} and {len(files) - 1} more were"
        super().__init__(
            f"{changed} changed in {folder} after an earlier run wrote it, and nothing was written. "
            f"Allow overwriting to have it made anew, or move it away."
        )
        self.files, self.folder = files, folder


class BadSeedsError(GmmsegError, ValueError):
    """Clicks, strokes or a box cannot mark an object in this picture."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"Cannot cut out an object: {what}. {remedy}.")
        self.what, self.remedy = what, remedy


class BadStrokesError(GmmsegError, ValueError):
    """Strokes cannot label the pixels of this picture."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"Cannot use these strokes: {what}. {remedy}.")
        self.what, self.remedy = what, remedy


class UnusableSeedsError(GmmsegError, ValueError):
    """A file of seeds cannot label the pixels of a picture."""

    def __init__(self, name: str, what: str, remedy: str) -> None:
        super().__init__(f"Cannot take seeds from {shown(name)}: {what}. {remedy}.")
        self.name, self.what, self.remedy = name, what, remedy


class TooFewClassesError(GmmsegError, ValueError):
    """The seeds of several pictures together mark less than two classes."""

    def __init__(self, names: tuple[str, ...], n_pictures: int) -> None:
        marked = f"one class only, {names[0]!r}" if names else "no class"
        super().__init__(
            f"Cannot learn from these seeds: in {n_pictures} pictures they mark {marked}. "
            f"Mark at least two classes, as objects and background."
        )
        self.names, self.n_pictures = names, n_pictures


class OtherFeaturesError(GmmsegError, ValueError):
    """A model looks at other features than a picture has."""

    def __init__(self, name: str, wanted: tuple[str, ...], found: tuple[str, ...]) -> None:
        in_grey = ", or to all of them in grey (--colour grey)" if "grey" in (*wanted, *found) else ""
        super().__init__(
            f"The model was made for pictures with {_listed(wanted)}, "
            f"but {shown(name)} has {_listed(found)}. Fit a model to pictures of the same kind{in_grey}."
        )
        self.name, self.wanted, self.found = name, wanted, found


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


class UnreadableModelError(GmmsegError, OSError):
    """A file cannot be read as a model."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(f"Cannot read {shown(file) or 'this folder'} as a model: {reason}. {remedy}.")
        self.file, self.reason, self.remedy = file, reason, remedy


class BadModelError(UnreadableModelError, ValueError):
    """A field of a model file is not what it must be."""

    def __init__(self, file: str, field: str, found: str, expected: str) -> None:
        super().__init__(
            file, f"its field {field} is {found}, but it must be {expected}", "Save the model again"
        )
        self.field, self.found, self.expected = field, found, expected


class NewerModelError(UnreadableModelError, ValueError):
    """A model file has a format that only a newer gmmseg knows."""

    def __init__(self, file: str, version: int, known: int) -> None:
        super().__init__(
            file,
            f"a newer version of gmmseg made it (format {version}; this one reads up to {known})",
            "Update gmmseg",
        )
        self.version, self.known = version, known


class UnreadableProjectError(GmmsegError, OSError):
    """A file cannot be read as a project."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(f"Cannot read {shown(file) or 'this folder'} as a project: {reason}. {remedy}.")
        self.file, self.reason, self.remedy = file, reason, remedy


class BadProjectError(UnreadableProjectError, ValueError):
    """A field of a project file is not what it must be."""

    def __init__(self, file: str, field: str, found: str, expected: str, remedy: str) -> None:
        super().__init__(file, f"its field {field} is {found}, but it must be {expected}", remedy)
        self.field, self.found, self.expected = field, found, expected


class LostPictureError(GmmsegError, FileNotFoundError):
    """The picture of a project is not where it was, or is another one now."""

    def __init__(self, project: str, picture: str, reason: str) -> None:
        super().__init__(
            f"The picture {shown(picture)} of the project {shown(project)} {reason}. "
            f"Put it beside the project, or say where it is."
        )
        self.project, self.picture, self.reason = project, picture, reason


class NoPicturesError(GmmsegError, ValueError):
    """A batch has nothing to work on."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"Cannot begin: {what}. {remedy}.")
        self.what, self.remedy = what, remedy


class NoModelError(GmmsegError, ValueError):
    """None of the pictures that a model was to be made from can be used."""

    def __init__(self, reasons: tuple[str, ...], place: str = "") -> None:
        n, where = len(reasons), f" in {place}" if place else ""
        whole = f"the only picture{where} cannot" if n == 1 else f"none of the {n} pictures{where} can"
        super().__init__(f"No model can be made, {whole} be used; the first: {reasons[0]}")
        self.reasons, self.place = reasons, place


class BusyFolderError(GmmsegError, OSError):
    """Another run is writing to a folder."""

    def __init__(self, folder: str, owner: str) -> None:
        super().__init__(
            f"Another run is writing to {folder}: {owner}. Wait until it has ended, or choose another folder."
        )
        self.folder, self.owner = folder, owner


class BadManifestError(GmmsegError, ValueError):
    """The record of an earlier run cannot be used."""

    def __init__(self, file: str, what: str, remedy: str) -> None:
        super().__init__(f"Cannot go on from {file}: {what}. {remedy}.")
        self.file, self.what, self.remedy = file, what, remedy


class BadChannelsError(GmmsegError, ValueError):
    """Channels that are asked for cannot be had of a picture."""

    def __init__(self, text: str, what: str, remedy: str) -> None:
        brief = text if len(text) <= 60 else f"{text[:60]}…"
        super().__init__(f"Cannot use the channel {shown(brief)}: {shown(what)}. {remedy}.")
        self.text, self.what, self.remedy = text, what, remedy


class BadPixelSizeError(GmmsegError, ValueError):
    """A size of pixels cannot be one."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(
            f"Cannot use the pixel size {shown(text)!r}: {reason}. Give width, or width x height, with "
            f"a unit, as 0.25um or 0.25x0.5um (nm, um, mm, cm, m)."
        )
        self.text, self.reason = text, reason


class UnreadableTableError(GmmsegError, OSError):
    """A file cannot be read as a table."""

    def __init__(self, file: str, reason: str, remedy: str) -> None:
        super().__init__(f"Cannot read {shown(file) or 'this folder'} as a table: {reason}. {remedy}.")
        self.file, self.reason, self.remedy = file, reason, remedy


class BadTableError(GmmsegError, ValueError):
    """Values that were given as a table cannot be used as one."""

    def __init__(self, name: str, what: str, remedy: str) -> None:
        super().__init__(f"Cannot use {shown(name)}: {what}. {remedy}.")
        self.name, self.what, self.remedy = name, what, remedy


class NoSuchColumnError(GmmsegError, KeyError):
    """Columns were asked for that a table does not have."""

    def __init__(self, table: str, lacking: tuple[str, ...], names: tuple[str, ...]) -> None:
        requested = _listed(tuple(repr(each[:60]) for each in lacking))
        there = ", ".join(names[:30]) + (", …" if len(names) > 30 else "")
        plural = "s" if len(lacking) > 1 else ""
        super().__init__(
            f"{shown(table)} has no column{plural} {requested}: its columns are {there or 'none'}. "
            f"Choose among these."
        )
        self.table, self.lacking, self.names = table, lacking, names

    def __str__(self) -> str:  # KeyError would show the sentence in quotes
        return str(self.args[0])


class NotNumbersError(GmmsegError, ValueError):
    """A column that must be numbers holds text."""

    def __init__(self, table: str, column: str, row: int, text: str) -> None:
        brief = text if len(text) <= 40 else f"{text[:40]}…"
        super().__init__(
            f"Column {column[:60]!r} of {shown(table)} must be numbers, but row {row} (counted below the "
            f"header) says {brief!r}. Correct that cell, empty it, or choose other columns."
        )
        self.table, self.column, self.row, self.text = table, column, row, text
