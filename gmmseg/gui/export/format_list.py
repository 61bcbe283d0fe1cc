"""The check boxes of the export dialog: the name, format and preview of each kind of file."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QCheckBox, QGridLayout, QScrollArea, QWidget

from gmmseg.gui.export import format_previews
from gmmseg.gui.translation import mark, tr
from gmmseg.gui.widgets import preferences, theme
from gmmseg.gui.widgets.qimage import image_of
from gmmseg.session.document import Document

COLUMNS = 3
ROWS = 4  # in view at once, where the screen has room for them
FRAME = 250  # pixels of height that the rest of the dialog and a task bar need
MARGIN = 64  # pixels of width that the rest needs
TITLES = {
    "labels": mark("Label map\nPNG"),
    "overlay": mark("Overlay\nPNG"),
    "table": mark("Table\nCSV"),
    "labels-tif": mark("Raw numbers\nTIFF"),
    "masks": mark("Masks\nPNG each"),
    "cutouts": mark("Cut-outs\nPNG each"),
    "mattes": mark("Soft mattes\nPNG each"),
    "regions": mark("Regions\n16-bit PNG"),
    "mean": mark("Mean colours\nPNG"),
    "boundaries": mark("Boundaries\nPNG"),
    "uncertainty": mark("Uncertainty\nPNG"),
    "margin": mark("Margin\nPNG"),
    "density": mark("Density\nPNG"),
    "maps-tif": mark("Maps\nfloat TIFF"),
    "probability-maps": mark("Probability\nPNG each"),
    "probabilities": mark("Probabilities\nfloat TIFF"),
    "probabilities-ome": mark("Probabilities\nOME-TIFF"),
    "probabilities-h5": mark("Probabilities\nHDF5, ilastik"),
    "probabilities-npz": mark("Probabilities\nNPZ"),
    "zarr": mark("Picture, labels\nOME-Zarr"),
    "geojson": mark("Outlines\nGeoJSON, maps"),
    "qupath-gz": mark("Outlines\nQuPath, packed"),
    "geopackage": mark("Outlines\nGeoPackage, maps"),
    "labels-cog": mark("Label map\ncloud GeoTIFF"),
    "probabilities-cog": mark("Probabilities\ncloud GeoTIFF"),
    "qupath": mark("Outlines\nQuPath"),
    "imagej-roi": mark("Outlines\nImageJ ROIs"),
    "coco": mark("Polygons\nCOCO JSON"),
    "coco-rle": mark("Pixel runs\nCOCO JSON"),
    "labelme": mark("Polygons\nLabelMe JSON"),
    "yolo": mark("Polygons\nYOLO text"),
    "svg": mark("Outlines\nSVG"),
    "statistics": mark("Statistics\nCSV"),
    "plots": mark("Plots\nPNG"),
    "parquet": mark("Table\nParquet"),
    "report": mark("Report\nHTML page"),
    "objects-csv": mark("Measurements\nCSV"),
    "objects-summary-csv": mark("Summary of objects\nCSV"),
    "objects-parquet": mark("Measurements\nParquet"),
    "objects-tif": mark("Object numbers\n32-bit TIFF"),
    "objects-png": mark("Object numbers\n16-bit PNG"),
    "objects-cellpose": mark("Object numbers\nCellpose TIFF"),
    "objects-overlay": mark("Object outlines\nPNG"),
    "objects-cutouts": mark("Objects alone\nfolder of PNGs"),
    "objects-coco": mark("Objects\nCOCO JSON"),
    "objects-yolo": mark("Objects\nYOLO text"),
    "objects-labelme": mark("Objects\nLabelMe JSON"),
    "objects-qupath": mark("Objects\nQuPath GeoJSON"),
    "objects-qupath-gz": mark("Objects\nQuPath, packed"),
    "objects-geopackage": mark("Objects\nGeoPackage"),
    "objects-rois": mark("Objects\nImageJ ROIs"),
    "object-masks": mark("Object masks\nPNG each"),
    "object-cutouts": mark("Objects\nPNG each"),
    "object-soft": mark("Soft edges, cropped\nPNG each"),
}


def title_of(kind: str) -> str:
    """Return what people call a kind of file, with its format below; a new kind, by its own name."""
    return tr(TITLES[kind]) if kind in TITLES else kind.replace("_", " ").replace("-", " ").capitalize()


class FormatList(QScrollArea):
    """A box to tick for each kind of file, in a grid that scrolls where the screen is low."""

    toggled = Signal()

    def __init__(self, document: Document, ticked: Iterable[str], *, with_objects: bool = False) -> None:
        """`with_objects` is whether there are objects in other pictures."""
        from gmmseg.io.exporters import KINDS, OBJECT_KINDS, available

        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        inside, wanted = QWidget(), set(ticked)
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, theme.GRID, 0)
        grid.setHorizontalSpacing(2 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID)
        room, _ = preferences.room()
        kinds = {**OBJECT_KINDS, **KINDS} if document.objects or with_objects else KINDS
        offered = (*OBJECT_KINDS, *available())
        for name, summary in kinds.items():
            box = self._box(name, summary, document)
            box.setEnabled(name in offered)
            box.setChecked(name in wanted and name in offered)
            if name not in offered:
                box.setToolTip(
                    tr("{summary}\nNeeds a library: pip install 'gmmseg[formats]'", summary=tr(summary))
                )
            box.toggled.connect(self.toggled)
            self.boxes[name] = box
        wide = max(box.sizeHint().width() for box in self.boxes.values()) + 2 * theme.GRID
        columns = min(max((room - MARGIN) // wide, 1), COLUMNS)
        for i, box in enumerate(self.boxes.values()):
            grid.addWidget(box, i // columns, i % columns)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._size(inside.sizeHint(), -(-len(kinds) // columns))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The kinds that are ticked."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _box(self, name: str, summary: str, document: Document) -> QCheckBox:
        box = QCheckBox(title_of(name))
        box.setToolTip(tr(summary))
        box.setAccessibleName(title_of(name).replace("\n", ", "))
        box.setAccessibleDescription(tr(summary))
        ratio = self.devicePixelRatio()
        picture = QPixmap.fromImage(image_of(format_previews.drawn(name, document, ratio)))
        picture.setDevicePixelRatio(ratio)
        box.setIcon(QIcon(picture))
        box.setIconSize(QSize(format_previews.WIDTH, format_previews.HEIGHT))
        return box

    def _size(self, whole: QSize, n_rows: int) -> None:
        row = (whole.height() + theme.GRID) // n_rows
        seen = min(n_rows, ROWS, max(2, (preferences.room()[1] - FRAME) // row))
        bar = 0 if seen == n_rows else self.verticalScrollBar().sizeHint().width()
        self.setMinimumSize(whole.width() + bar, seen * row - theme.GRID)
