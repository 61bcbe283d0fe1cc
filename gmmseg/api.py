"""The Python interface, from a file or an array to labels or a mask."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gmmseg import pipeline
from gmmseg.errors import GmmsegError
from gmmseg.imaging.channels.prepare import prepared
from gmmseg.imaging.features.features import ColourSpace
from gmmseg.imaging.features.texture_features import Texture
from gmmseg.imaging.image import Image
from gmmseg.imaging.model import Model
from gmmseg.imaging.seeds import NamedSeeds, classes_in
from gmmseg.imaging.segmentation import Segmentation
from gmmseg.imaging.units import pixel_size_of
from gmmseg.job import Job, Progress
from gmmseg.mixture.em import CovarianceType
from gmmseg.mixture.fitting.initialisation import Start
from gmmseg.pipeline import applying, as_image, segmenting
from gmmseg.settings import (
    AUTO,
    LIMITS,
    THREADS,
    Auto,
    Count,
    Inference,
    Method,
    OneOf,
    Settings,
    WeightPrior,
)

if TYPE_CHECKING:
    from distributed import Client

    from gmmseg.batch.stack import StackFit
    from gmmseg.inspection.sweep import Sweep
    from gmmseg.tables.clusters import Clustering
    from gmmseg.tables.group_comparison import GroupComparison

_DEFAULT = Settings()


def segment(
    image: str | PathLike[str] | ArrayLike | Image,
    n_components: Count | range = _DEFAULT.n_components,
    *,
    method: Method = _DEFAULT.method,
    covariance_type: CovarianceType = _DEFAULT.covariance_type,
    colour: ColourSpace = _DEFAULT.colour,
    position: float | Auto = _DEFAULT.position,
    texture: Texture = _DEFAULT.texture,
    seed: int = _DEFAULT.seed,
    restarts: int = _DEFAULT.restarts,
    start: Start = _DEFAULT.start,
    tolerance: float = _DEFAULT.tolerance,
    max_iterations: int = _DEFAULT.max_iterations,
    noise: float = _DEFAULT.noise,
    smoothing: float = _DEFAULT.smoothing,
    detail: float = _DEFAULT.detail,
    min_region: int = _DEFAULT.min_region,
    reject: float = _DEFAULT.reject,
    channels: str | int | Sequence[str | int] = _DEFAULT.channels,
    stains: str = _DEFAULT.stains,
    flatten: bool | float | Auto = False,
    criterion: str = _DEFAULT.criterion,
    inference: Inference = _DEFAULT.inference,
    weight_prior: WeightPrior = _DEFAULT.weight_prior,
    concentration: float | Auto = _DEFAULT.concentration,
    pixel_size: str | float | tuple[float, float] | None = None,
    mask: ArrayLike | None = None,
    seeds: str | PathLike[str] | ArrayLike | None = None,
    threads: int | None = None,
    page: int | str | None = None,
    axis: str | None = None,
    as_channels: bool = False,
    stream: bool | None = None,
    client: "Client | None" = None,
) -> Segmentation:
    """Segment a picture with a Gaussian mixture.

    The same picture, settings and seed give the same labels, bit for bit, on any number of threads
    and through the window and the command line as well.

    Parameters
    ----------
    image : str, path-like, array-like or Image
        A picture file; or an array of shape (height, width) or (height, width, n_channels), as
        `Image.from_array` takes it; or an array of xarray with axes y and x; or an image of Pillow, whose
        colours are converted; or a picture that was read before.
    n_components : int, tuple of two int, range, or "auto"
        Number of segments to look for, 1 to 1000; or the least and the most, as (2, 8), of which `criterion`
        chooses; "auto" chooses it for the picture, up to 12. A note says why. Fewer are returned where the
        picture has fewer colours; a note says so. Of a variational mixture it is the most there may be.
    method : {"regional", "global"}
        "regional": each region of the picture is explained by a mixture of its own; parts that look alike
        are one segment wherever they lie, and regions say which segments live where. "global": one mixture
        of the whole picture on colour and place, each component a segment, the classic way.
    covariance_type : {"full", "tied", "diag", "spherical"}
        Covariance of each component: any ellipsoid of its own, one that all share, one along the axes,
        a ball.
    colour : {"lab", "rgb", "hsv", "grey"}
        Colour space. Pictures that are not red, green and blue use their channels as they are.
    position : float or "auto"
        Weight of row and column beside colour, 0 (none) to 1000; 1 is balanced, more gives segments
        that are compacter and care less for colour. "auto" is 0 with the regional method, 0.5 with the
        global one unless it is variational. It is left out where the picture has no more colours than
        segments are asked for.
    texture : {"off", "light", "full"}
        How much of the texture around a pixel counts beside its colour: nothing, how busy it is, or also in
        which direction. Unless it is off, grain is taken out of the colours first.
    seed : int
        Seed of the random numbers, 0 to 2**32 - 1.
    restarts : int
        Number of starts that are compared, 1 to 100; the one of highest likelihood goes on.
    start : {"k-means++", "random", "random_from_data"}
        Where the fit begins: spread-out pixels, random probabilities, random pixels.
    tolerance : float
        The fit ends when an iteration raises the mean log-likelihood by less, in nats, 0 to 1.
    max_iterations : int
        Most iterations on all pixels, 1 to 10000.
    noise : float
        Smallest standard deviation of a segment, as a share of the picture's own, 1e-6 to 10.
    smoothing : float
        Strength with which neighbours of like colour are made to agree, 0 (off) to 100.
    detail : float
        How finely `regions` of the result are divided: 0 is one region, 0.5 what people draw, 1 the finest.
    min_region : int
        Smallest region in pixels; a smaller one joins the neighbour that explains it best.
    reject : float
        Share of pixels like those of the fit that may be left unassigned, label 0, since no component
        explains them, from 0 (none) to 0.5; of pixels that are unlike them many more are.
    channels : str, int or sequence of these
        Which channels count: "all", or names and numbers (from 1), each with a weight if need be as
        `"DAPI*2"`, or computed of others as `"ndvi=(b4-b3)/(b4+b3)"`, by a preset (NDVI, NDWI, ExG, NGRDI,
        VARI) or as a stain (hematoxylin, eosin, dab). Expressions are parsed, never run; where they divide by
        zero, pixels are masked out. The picture as it is is shown and measured.
    stains : str
        How stains are told apart: "usual", the vectors of Ruifrok and Johnston for hematoxylin, eosin and
        DAB; "h-dab"; "estimate", those of the picture by Macenko's method; or one to three vectors.
    flatten : bool, float or "auto"
        Whether uneven light is taken out first, below objects of a typical size in pixels; True and "auto"
        look for the size. A note says what was done.
    criterion : {"auto", "icl", "bic", "aic", "silhouette", "davies_bouldin", "stability"}
        What chooses the number of segments of a range, or of 2 to 12; "auto" is what the method itself goes
        by: how far apart the next parts to merge are, or the ICL with the global one. `gmmseg.sweep` shows
        them all.
    inference : {"em", "variational"}
        How the mixture is fitted: by EM with as many components as asked, or by variational Bayes, which
        prunes those that are not needed; a note says what was pruned. A variational mixture is one of the
        whole picture, so that the method is the global one.
    weight_prior : {"dirichlet_process", "dirichlet_distribution"}
        Prior of the weights of a variational mixture.
    concentration : float or "auto"
        Of this prior, 1e-6 to 1e6: the smaller, the fewer components; "auto" is 1 over the most there may be.
    pixel_size : str, float or tuple of two floats, optional
        Size of a pixel, whatever the file says: as `"0.25um"` or `"0.25x0.5um"` (width x height), a number of
        micrometres, or height and width in micrometres. It is for areas in tables and decides no labels.
    mask : array-like of shape (height, width), optional
        True where a pixel may be used; the others are labelled 0 and do not count in the fit.
    seeds : array-like of shape (height, width), str or path-like, optional
        Class of pixels that are known, from 1; 0 or -1 elsewhere. The segments are then these classes: each
        owns one or more components, known pixels keep their class, all others follow the refitted mixture.
        Or a file of annotations that were drawn elsewhere (a label map as PNG, TIFF, NPZ or OME-Zarr; COCO,
        LabelMe, QuPath, YOLO, ImageJ's regions), or a folder of such files with the pictures' names: its
        classes give the segments their names.
    threads : int, optional
        Threads to work on, from 1; by default, and at most, one per processor.
    page : int or str, optional
        Page of a file that has several, counted from 1, or where it lies, as in "t=2,z=3". By default the
        first, with a note; a stack in time or depth is refused then.
    axis : str, optional
        Along which axis `page` counts ("z", "time", ...), or, with `as_channels`, whose planes are channels.
    as_channels : bool
        Whether the planes of an axis are the channels of one picture.
    stream : bool, optional
        Whether a TIFF or OME-Zarr is read in bands of rows, so that it may be larger than memory: by default
        where it has more than 2**28 pixels. Labels lie in a file then, and what needs the whole picture at
        once raises `NotInBandsError`; docs/large_pictures.md says more.
    client : distributed.Client, optional
        Of a cluster of Dask whose workers see the file: bands of a picture that is read in bands are worked
        on there, with the same labels, bit for bit. Other pictures are not.

    Returns
    -------
    Segmentation
        Its `labels` are an array (height, width) of uint8 (uint16 above 255 segments), 0 where
        unassigned, segments from 1, the largest first. Its `regions` are connected regions, from 1, that
        follow from several mixtures and the boundaries between them; they are made when first asked for.

    Raises
    ------
    BadSettingError
        If a setting is out of its range or of the wrong kind.
    BadChannelsError
        If the channels that are asked for cannot be had of the picture.
    BadPixelSizeError
        If the size of a pixel is none.
    BadArrayError
        If an array cannot be a picture, or the mask has another shape than the picture.
    BadStrokesError
        If the seeds are of another shape, or not of classes from 1 without a gap, at least two.
    UnusableSeedsError
        If a file of seeds is of a picture of another size, or marks less than two classes.
    NoUsablePixelsError
        If no pixel is opaque, unmasked and a number.
    GmmsegError
        If a file cannot be read as a picture; the sentence says why.

    Examples
    --------
    >>> import numpy as np
    >>> import gmmseg
    >>> picture = np.zeros((4, 6), np.uint8)
    >>> picture[:, 4:] = 200
    >>> gmmseg.segment(picture, 2).labels[0]
    array([1, 1, 1, 1, 2, 2], dtype=uint8)
    """
    settings = Settings(
        method=method,
        n_components=n_components,  # type: ignore[arg-type]  # a range becomes its ends there
        covariance_type=covariance_type,
        colour=colour,
        position=position,
        texture=texture,
        start=start,
        restarts=restarts,
        tolerance=tolerance,
        max_iterations=max_iterations,
        noise=noise,
        smoothing=smoothing,
        detail=detail,
        min_region=min_region,
        reject=reject,
        seed=seed,
        channels=channels,  # type: ignore[arg-type]  # made into text there
        stains=stains,
        flatten=object_size(flatten),
        criterion=criterion,
        inference=inference,
        weight_prior=weight_prior,
        concentration=concentration,
    )
    if threads is not None:
        threads = THREADS.accept("threads", threads)
    picture = sized(
        as_image(image, mask, page=page, axis=axis, as_channels=as_channels, stream=stream), pixel_size
    )
    known = None if seeds is None else seeds_of(seeds, picture)
    if client is None:
        return Job(lambda workers: segmenting(picture, settings, workers, known), threads=threads).run()
    from gmmseg.batch.banded.cluster_workers import on_cluster

    reading = {"page": page, "axis": axis, "as_channels": as_channels}
    return Job(
        lambda workers: segmenting(picture, settings, on_cluster(workers, client, picture, reading), known),
        threads=threads,
    ).run()


def seeds_of(seeds: str | PathLike[str] | ArrayLike, image: Image) -> NamedSeeds:
    """Return seeds from a file of annotations, or from an array of classes, for a picture."""
    if isinstance(seeds, str | PathLike):
        from gmmseg.io.readers.annotations import seed_files

        return seed_files.read(Path(seeds), image)
    return NamedSeeds(classes_in(seeds, (image.height, image.width)))


def object_size(flatten: bool | float | Auto) -> float | Auto:
    """Return the setting for `flatten`, True being "auto" and False 0."""
    if isinstance(flatten, bool):
        return AUTO if flatten else 0.0
    return flatten


def sized(image: Image, pixel_size: str | float | tuple[float, float] | None) -> Image:
    """Return a picture with pixels of a size that is given by hand, if one is."""
    return image if pixel_size is None else replace(image, pixel_size=pixel_size_of(pixel_size))


def apply(
    model: Model,
    image: str | PathLike[str] | ArrayLike | Image,
    *,
    channels: str | int | Sequence[str | int] | None = None,
    flatten: bool | float | Auto | None = None,
    reject: float | None = None,
    pixel_size: str | float | tuple[float, float] | None = None,
    threads: int | None = None,
    page: int | str | None = None,
    axis: str | None = None,
    as_channels: bool = False,
    stream: bool | None = None,
    client: "Client | None" = None,
) -> Segmentation:
    """Label a picture with a model that was fitted before, without another fit.

    Parameters
    ----------
    model : Model
        As `Segmentation.model` holds it, or as `Model.load` brings it back.
    image : str, path-like, array-like or Image
        As `segment` takes it. The model's own picture gets the labels that it got there, bit for bit.
    channels : str, int or sequence of these, optional
        The picture's channels that stand for the model's, in their order, where they have other names.
    flatten : bool, float or "auto", optional
        Whether uneven light is taken out first, as `segment` does it; by default as the model was made.
    reject : float, optional
        As `segment` takes it; by default as the model was made.
    pixel_size : str, float or tuple of two floats, optional
        As `segment` takes it.
    threads : int, optional
        Threads to work on, from 1; by default, and at most, one per processor.
    page : int or str, optional
        Page of a file that has several, counted from 1, or where it lies, as in "t=2,z=3". By default the
        first, with a note; a stack in time or depth is refused then.
    axis : str, optional
        Along which axis `page` counts ("z", "time", ...), or, with `as_channels`, whose planes are channels.
    as_channels : bool
        Whether the planes of an axis are the channels of one picture.
    stream : bool, optional
        As `segment` takes it.
    client : distributed.Client, optional
        As `segment` takes it.

    Returns
    -------
    Segmentation
        With the model's segments, under their numbers, also where a picture has none of one.

    Raises
    ------
    OtherFeaturesError
        If the picture has other channels than the model was fitted to.
    BadChannelsError
        If the channels that the model chooses, or those that are given, are not there.
    BadArrayError
        If an array cannot be a picture.
    NoUsablePixelsError
        If no pixel is opaque, unmasked and a number.
    GmmsegError
        If a file cannot be read as a picture; the sentence says why.

    Examples
    --------
    >>> import numpy as np
    >>> import gmmseg
    >>> picture = np.zeros((4, 6), np.uint8)
    >>> picture[:, 4:] = 200
    >>> model = gmmseg.segment(picture, 2).model
    >>> gmmseg.apply(model, picture[:, ::-1]).labels[0]
    array([2, 2, 1, 1, 1, 1], dtype=uint8)
    """
    requested = Settings(
        channels=_DEFAULT.channels if channels is None else channels,  # type: ignore[arg-type]  # as above
        flatten=0.0 if flatten is None else object_size(flatten),
    ).preparation
    model = model.with_preparation(
        None if channels is None else requested.channels, None if flatten is None else requested.flatten
    )
    if reject is not None:
        model = model.rejecting(LIMITS["reject"].accept("reject", reject))  # type: ignore[arg-type]
    picture = sized(as_image(image, page=page, axis=axis, as_channels=as_channels, stream=stream), pixel_size)
    if client is None:
        return pipeline.apply(model, picture, threads=threads)
    from gmmseg.batch.banded.cluster_workers import on_cluster

    reading = {"page": page, "axis": axis, "as_channels": as_channels}
    return Job(
        lambda workers: applying(picture, model, on_cluster(workers, client, picture, reading)),
        threads=threads,
    ).run()


def segment_pages(
    path: str | PathLike[str],
    settings: Settings = _DEFAULT,
    *,
    page: int | str = "all",
    axis: str | None = None,
    as_channels: bool = False,
    model: Model | None = None,
    fit: "StackFit" = "pooled",
    threads: int | None = None,
) -> Iterator[tuple[str, Segmentation]]:
    """Segment several pages of one file with one model, so that a segment is the same thing on all of them.

    Pages are read, labelled and forgotten one after another: memory holds two of them.

    Parameters
    ----------
    path : str or path-like
        The file.
    settings : Settings
        Of the fit.
    page : int or str
        Which pages: "all", a number from 1, a range "1-5" or slice "::2" with both ends included, or such
        along axes, as in "t=2,z=1-5".
    axis : str, optional
        Along which axis `page` counts, or, with `as_channels`, whose planes are channels.
    as_channels : bool
        Whether the planes of an axis are the channels of one picture.
    model : Model, optional
        Applied as it is, without a fit.
    fit : {"pooled", "first"}
        Whether the model is that of at most 16 pages together, or of the first.
    threads : int, optional
        Threads to work on, from 1; by default, and at most, one per processor.

    Yields
    ------
    tuple of str and Segmentation
        What the page is called, as "t01_z003", and what was found on it.

    Raises
    ------
    BadSettingError
        If a setting is out of its range, or `page` selects nothing.
    GmmsegError
        If the file or a page cannot be read; the sentence says why.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import numpy as np
    >>> from PIL import Image as Pillow
    >>> import gmmseg
    >>> first = np.zeros((8, 9), np.uint8)
    >>> first[:, 4:] = 200
    >>> frames = [Pillow.fromarray(first), Pillow.fromarray(first[:, ::-1])]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "two.gif")
    ...     frames[0].save(path, save_all=True, append_images=frames[1:])
    ...     found = list(gmmseg.segment_pages(path, gmmseg.Settings(2)))
    >>> [(name, each.labels[0, 0] == each.labels[7, 0]) for name, each in found]
    [('t01', True), ('t02', True)]
    """
    from gmmseg.batch.stack import STACK_FITS, apply_of, fitting_stack, label_pages
    from gmmseg.io.readers.images import read
    from gmmseg.io.readers.pages import PageChoice

    OneOf(STACK_FITS).accept("fit", fit)
    chosen = PageChoice.requested(page, axis, as_channels).of(path)
    openers = [partial(read, path, **each.reading) for each in chosen]
    if model is None:
        job = Job(lambda workers: fitting_stack(openers, settings, workers, fit=fit), threads=threads)
        model = job.run()
    outcomes = label_pages(openers, apply_of(model, settings), threads=threads)
    for each, outcome in zip(chosen, outcomes, strict=True):
        if isinstance(outcome, GmmsegError):
            raise outcome
        yield each.name, outcome


def sweep(
    image: str | PathLike[str] | ArrayLike | Image,
    n_components: Count | range = _DEFAULT.n_components,
    *,
    covariance_type: str | Sequence[str] = _DEFAULT.covariance_type,
    colour: str | Sequence[str] = _DEFAULT.colour,
    position: float | Auto | Sequence[float] = _DEFAULT.position,
    texture: str | Sequence[str] = _DEFAULT.texture,
    method: str | Sequence[str] = _DEFAULT.method,
    criterion: str = _DEFAULT.criterion,
    settings: Settings = _DEFAULT,
    mask: ArrayLike | None = None,
    threads: int | None = None,
    watch: Callable[[Progress], object] = lambda _: None,
    page: int | str | None = None,
    axis: str | None = None,
    as_channels: bool = False,
) -> "Sweep":
    """Compare numbers of segments, and other settings, by likelihood, silhouette and stability.

    Neighbouring pixels are not independent: criteria are computed of a thinned sample, and count it as 500
    independent pixels at most. Stability is the adjusted Rand index of the labels with those of refits on
    random halves of 64 blocks of the picture.

    Parameters
    ----------
    image : str, path-like, array-like or Image
        As `segment` takes it.
    n_components : tuple of two int, range, int or "auto"
        The least and the most segments; "auto" is 2 to 12.
    covariance_type, colour, texture, method : str or sequence of str
        As `segment` takes them: one, several, or "all".
    position : float, "auto" or sequence of these
        As `segment` takes it, or several.
    criterion : {"auto", "icl", "bic", "aic", "silhouette", "davies_bouldin", "stability"}
        What the suggestion goes by; "auto" is what the method itself goes by.
    settings : Settings
        All other settings.
    mask : array-like of shape (height, width), optional
        True where a pixel may be used.
    threads : int, optional
        Threads to work on, from 1; by default, and at most, one per processor.
    watch : callable
        Told of the progress; a `SweepProgress` among it has what is done so far.
    page, axis, as_channels
        As `segment` takes them.

    Returns
    -------
    Sweep
        With `.suggestion`, `.table()`, `.plot(axes)`, `.figure()` and a thumbnail in each of its `.rows`.

    Raises
    ------
    BadSettingError
        If a setting is out of its range, or a range has its larger number first.
    TooFewColoursError
        If the picture has fewer colours than the fewest segments.
    UndefinedCriterionError
        If the criterion is undefined for all numbers, as the silhouette is of one segment.

    Examples
    --------
    >>> import numpy as np
    >>> import gmmseg
    >>> stripes = np.repeat([[60, 120, 220]], 40, axis=0).repeat(30, axis=1)
    >>> grain = np.random.default_rng(0).normal(0, 4, stripes.shape)
    >>> found = gmmseg.sweep((stripes + grain).astype(np.uint8), (2, 5), criterion="bic", method="global")
    >>> found.suggestion.n_components
    3
    """
    from gmmseg.inspection.sweep import kinds_of, sweeping, varied

    base = replace(settings, n_components=n_components, criterion=criterion)  # type: ignore[arg-type]  # as above
    given = {
        "covariance_type": covariance_type,
        "colour": colour,
        "position": position,
        "texture": texture,
        "method": method,
    }
    kinds = kinds_of(base, varied(given, settings))
    picture = as_image(image, mask, page=page, axis=axis, as_channels=as_channels)
    return Job(lambda workers: sweeping(picture, kinds, workers), threads=threads).run(watch)


def cut(
    image: str | PathLike[str] | ArrayLike | Image,
    *,
    box: Sequence[float] | None = None,
    clicks: Sequence[tuple[float, float, bool]] = (),
    strokes: ArrayLike | None = None,
    page: int | str | None = None,
    axis: str | None = None,
    as_channels: bool = False,
    channels: str | int | Sequence[str | int] = _DEFAULT.channels,
    stains: str = _DEFAULT.stains,
) -> NDArray[np.bool_]:
    """Cut one object out of a picture.

    Any of the three ways to mark it will do; they can be joined.

    Parameters
    ----------
    image : str, path-like, array-like or Image
        As `segment` takes it.
    box : sequence of four numbers, optional
        x0, y0, x1, y1 around the object: columns x0 to x1 and rows y0 to y1, counted from 0, ends not
        included. What lies past the picture's edge is left out.
    clicks : sequence of tuples (x, y, inside)
        Column and row of pixels, and whether they belong to the object, in the order they were made: each
        improves on what the ones before it have found. Of two on one pixel the later counts.
    strokes : array-like of shape (height, width), optional
        0 nothing, 1 object, 2 background.
    page : int or str, optional
        Page of a file that has several, counted from 1, or where it lies, as in "t=2,z=3". By default the
        first, with a note; a stack in time or depth is refused then.
    axis : str, optional
        Along which axis `page` counts ("z", "time", ...), or, with `as_channels`, whose planes are channels.
    as_channels : bool
        Whether the planes of an axis are the channels of one picture.
    channels : str, int or sequence of these
        Which channels count, as `segment` takes them.
    stains : str
        How stains among them are told apart, as `segment` takes it.

    Returns
    -------
    ndarray of shape (height, width), bool
        True in the object.

    Raises
    ------
    BadSeedsError
        If the marks are outside the picture, of another size, or mark no object.
    BadArrayError
        If an array cannot be a picture.
    GmmsegError
        If a file cannot be read as a picture; the sentence says why.

    Examples
    --------
    >>> import numpy as np
    >>> import gmmseg
    >>> picture = np.zeros((40, 60), np.uint8)
    >>> picture[10:30, 20:40] = 200
    >>> int(gmmseg.cut(picture, clicks=[(30, 20, True)]).sum())
    400
    """
    from gmmseg.imaging.cutting.cutter import Cutter, ObjectSeeds

    chosen = Settings(channels=channels, stains=stains)  # type: ignore[arg-type]  # made into text there
    picture = prepared(as_image(image, page=page, axis=axis, as_channels=as_channels), chosen.preparation)
    seeds = ObjectSeeds.accepted((picture.height, picture.width), box, clicks, strokes)
    return Cutter(picture).mask(seeds)


def compare(
    table: Any,
    group: str,
    measures: str | Sequence[str],
    *,
    unit: str = "auto",
    control: str | None = None,
    confidence: float = 0.95,
) -> "GroupComparison":
    """Tell whether groups of a table's rows differ in what was measured, by tests that are fair.

    Each picture counts once, by the mean of its rows: objects of one picture, and pixels even more, resemble
    one another, and counting each would make any difference significant.

    Parameters
    ----------
    table : str, path-like, mapping or DataFrame
        A CSV or Parquet file, as `gmmseg measure` and `gmmseg batch` write it, or columns by name.
    group : str
        The column that says which group a row is of; "folder" for the folder of its picture; or a CSV file
        with the columns picture and group.
    measures : str or sequence of str
        The columns of numbers to compare.
    unit : str
        What counts once: "auto" is the picture, where a column `image` or `picture` (and `page`) says which;
        "row", or the column that names it.
    control : str, optional
        The group that the others are compared with; by default each is compared with each.
    confidence : float
        Of intervals, above 0.5 and below 1.

    Returns
    -------
    GroupComparison
        Of each measure the groups, tests and effect sizes with intervals; `print` shows it for people.

    Raises
    ------
    UnreadableTableError, BadTableError
        If the table cannot be read, or is none.
    NoSuchColumnError, NotNumbersError
        If a column is not there, or holds text where numbers are needed; the row is named.
    NothingToCompareError
        If there are fewer than two groups, or groups that are neither independent nor paired.
    BadSettingError
        If `control` is none of the groups, or `confidence` is out of range.

    Examples
    --------
    >>> import gmmseg
    >>> columns = {"leaf": ["a", "a", "a", "b", "b", "b"], "area": [1.0, 2.0, 3.0, 7.0, 8.0, 9.0]}
    >>> found = gmmseg.compare(columns, "leaf", "area")
    >>> found.measures[0].pairs[0].difference.estimate
    6.0
    """
    from gmmseg.batch.object_tables import members
    from gmmseg.io.readers import tables
    from gmmseg.tables.comparison import compare_groups
    from gmmseg.tables.table import DataTable

    rows = tables.read(table) if isinstance(table, str | PathLike) else DataTable.of(table)
    return compare_groups(
        rows,
        group,
        [measures] if isinstance(measures, str) else list(measures),
        groups=members(rows, group),
        unit=unit,
        control=control,
        confidence=confidence,
    )


def cluster(
    table: Any,
    n_clusters: int | Auto | Sequence[int] = "auto",
    *,
    columns: Sequence[str] | None = None,
    **options: Any,
) -> "Clustering":
    """Find clusters of the rows of a table with a Gaussian mixture.

    Fits, criteria and indices are scikit-learn's on the same rows, scaling and seed.

    Parameters
    ----------
    table : str, path-like, mapping, DataFrame or array-like of shape (n, d)
        A CSV or Parquet file, columns by name, or numbers.
    n_clusters : int, "auto" or sequence of two ints
        How many; or the least and the most to choose among. "auto" is 1 to 10.
    columns : sequence of str, optional
        The columns of numbers to look at; by default all that vary.
    **options
        Fields of `gmmseg.tables.clustering.ClusterOptions`: `scale` ("standard", "minmax", "none"),
        `covariance_type`, `criterion`, `seed`, `restarts`, `tolerance`, `max_iterations`, `anomalies`.

    Returns
    -------
    Clustering
        Labels, probabilities and anomaly scores, the figures of each number that was tried, what sets each
        cluster apart, and a model for other tables; `print` shows it for people.

    Raises
    ------
    TypeError
        If there is no option of a name.
    UnreadableTableError, BadTableError
        If the table cannot be read or clustered; the sentence says why.
    NoSuchColumnError, NotNumbersError
        If a column is not there, or holds text; the row is named.
    BadSettingError
        If an option is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> import gmmseg
    >>> random = np.random.default_rng(0)
    >>> found = gmmseg.cluster(np.concatenate([random.normal(0, 1, (50, 2)), random.normal(9, 1, (50, 2))]))
    >>> found.model.n_clusters
    2
    """
    from dataclasses import fields

    from gmmseg.io.readers import tables
    from gmmseg.tables.clustering import ClusterOptions, cluster_table, numbers_to_try
    from gmmseg.tables.table import DataTable

    known = [each.name for each in fields(ClusterOptions)][1:]
    for name in options:
        if name not in known:
            raise TypeError(f"cluster() has no option {name!r}: there are {', '.join(known)}.")
    rows = tables.read(table) if isinstance(table, str | PathLike) else DataTable.of(table)
    return cluster_table(rows, columns, ClusterOptions(numbers_to_try(n_clusters), **options))
