"""Segment a raster layer in QGIS: Processing > Toolbox > Scripts > Add Script to Toolbox.

The script calls the command `gmmseg`, which lies in an environment of its own, so that nothing is installed
into QGIS's Python. The label map keeps the layer's place on earth.
"""

import os
import shutil
import subprocess
from typing import Any

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

PICTURE, SEGMENTS, SMOOTHING = "INPUT", "SEGMENTS", "SMOOTHING"
CHANNELS, MODEL, COMMAND, LABELS = "CHANNELS", "MODEL", "COMMAND", "OUTPUT"


class SegmentWithGmmseg(QgsProcessingAlgorithm):
    """Gives each pixel of a raster layer the number of its segment, by Gaussian mixtures."""

    def name(self) -> str:
        """Return what scripts call it."""
        return "segmentwithgmmseg"

    def displayName(self) -> str:
        """Return what people call it."""
        return "Segment with Gaussian mixtures (gmmseg)"

    def shortHelpString(self) -> str:
        """Return what it does."""
        return (
            "Divides a raster layer into segments of similar colour and writes a GeoTIFF of their numbers, "
            "0 where unassigned. With a model (.gmm.json) its segments are found instead."
        )

    def createInstance(self) -> "SegmentWithGmmseg":
        """Return another one: QGIS runs each on its own."""
        return SegmentWithGmmseg()

    def initAlgorithm(self, config: Any = None) -> None:  # noqa: ARG002 - QGIS gives it
        """Say what is asked for."""
        for parameter in (
            QgsProcessingParameterRasterLayer(PICTURE, "Raster layer"),
            QgsProcessingParameterString(SEGMENTS, "Segments: auto, a number, or a range as 2-8", "auto"),
            QgsProcessingParameterNumber(
                SMOOTHING, "Smoothing", QgsProcessingParameterNumber.Double, 1.0, False, 0, 100
            ),
            QgsProcessingParameterString(CHANNELS, "Bands that count, as b4,b3 or NDVI", "all"),
            QgsProcessingParameterFile(MODEL, "Model (.gmm.json)", extension="json", optional=True),
            QgsProcessingParameterString(COMMAND, "Command", "gmmseg"),
            QgsProcessingParameterFileDestination(LABELS, "Segments", "GeoTIFF (*.tif)"),
        ):
            self.addParameter(parameter)

    def processAlgorithm(self, parameters: Any, context: Any, feedback: Any) -> dict[str, str]:
        """Run the command and return where the label map is."""
        picture = self.parameterAsRasterLayer(parameters, PICTURE, context).source()
        target = self.parameterAsFileOutput(parameters, LABELS, context)
        command = shutil.which(self.parameterAsString(parameters, COMMAND, context))
        if command is None:
            raise QgsProcessingException(
                "The command gmmseg was not found. Install it (pip install gmmseg), or give its whole path "
                "as Command."
            )
        model = self.parameterAsFile(parameters, MODEL, context)
        channels = ["--channels", self.parameterAsString(parameters, CHANNELS, context)]
        if model:
            words = ["apply", model, picture]
        else:
            smoothing = str(self.parameterAsDouble(parameters, SMOOTHING, context))
            segments = self.parameterAsString(parameters, SEGMENTS, context)
            words = ["segment", picture, "--segments", segments, "--smooth", smoothing]
        if not model or channels[1] != "all":
            words += channels
        folder = f"{target}.parts"
        words += ["--export", "labels-tif", "--overwrite", "--output", folder]
        feedback.pushInfo(" ".join([command, *words]))
        try:
            self._run([command, *words], feedback)
            (made,) = (name for name in os.listdir(folder) if name.endswith("_labels.tif"))  # noqa: PTH208 - names alone are needed
            shutil.move(os.path.join(folder, made), target)  # noqa: PTH118 - QGIS hands out texts
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return {LABELS: target}

    @staticmethod
    def _run(command: list[str], feedback: Any) -> None:
        """Run the command; what it says on errors is what QGIS shows, and cancelling ends it."""
        environment = {name: v for name, v in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
        with subprocess.Popen(  # noqa: S603 - no shell: the words are an argument each
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        ) as running:
            printed = None
            while printed is None:
                if feedback.isCanceled():
                    running.terminate()
                try:
                    printed, _ = running.communicate(timeout=0.2)
                except subprocess.TimeoutExpired:
                    continue
        feedback.pushInfo(printed)
        if running.returncode:
            raise QgsProcessingException(printed.strip() or "gmmseg was ended.")
