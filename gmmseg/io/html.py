"""HTML pages in one file: pictures are embedded, nothing is fetched, nothing runs."""

import base64
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from gmmseg.assets import path

LARGEST_SIDE = 720  # pixels of a picture on a page
QUALITY = 85


class Markup(str):
    """Text that is HTML already; every other text is escaped."""

    __slots__ = ()


def page(title: str, *parts: Markup) -> str:
    """Return a whole page."""
    style = path("resources", "report.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{text(title)}</title><style>{style}</style></head>\n<body>\n<h1>{text(title)}</h1>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def text(value: object) -> Markup:
    """Return a value as text that cannot be markup; what cannot be shown is replaced."""
    if isinstance(value, Markup):
        return value
    shown = str(value).encode("utf-8", "replace").decode()
    return Markup(escape("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in shown)))


def paragraph(value: object, *, quiet: bool = False) -> Markup:
    """Return a paragraph."""
    return Markup(f"<p{' class=quiet' if quiet else ''}>{text(value)}</p>")


def folded(summary: object, values: Iterable[object]) -> Markup:
    """Return a line that opens to paragraphs when it is clicked."""
    return Markup(f"<details><summary>{text(summary)}</summary>{''.join(map(paragraph, values))}</details>")


def heading(value: object) -> Markup:
    """Return the heading of a section."""
    return Markup(f"<h2>{text(value)}</h2>")


def row(parts: Iterable[Markup]) -> Markup:
    """Return parts beside each other, as many as there is room for."""
    return Markup(f'<div class="row">{"".join(parts)}</div>')


def table(header: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[int] = ()) -> Markup:
    """Return a table; columns `numbers`, counted from 0, stand to the right."""
    right = set(numbers)

    def line(cells: Sequence[object], tag: str) -> str:
        kinds = (" class=number" if i in right else "" for i in range(len(cells)))
        return "".join(f"<{tag}{kind}>{text(cell)}</{tag}>" for kind, cell in zip(kinds, cells, strict=True))

    body = "".join(f"<tr>{line(cells, 'td')}</tr>" for cells in rows)
    return Markup(f"<table><thead><tr>{line(header, 'th')}</tr></thead><tbody>{body}</tbody></table>")


def facts(rows: Iterable[tuple[object, object]]) -> Markup:
    """Return a table without a header: a name and a value on each row."""
    body = "".join(f"<tr><th class=whole scope=row>{text(a)}</th><td>{text(b)}</td></tr>" for a, b in rows)
    return Markup(f"<table><tbody>{body}</tbody></table>")


def swatch(colour: Sequence[int]) -> Markup:
    """Return a small square of a colour, red, green and blue from 0 to 255."""
    red, green, blue = (int(value) for value in colour)
    return Markup(f'<span class="swatch" style="background: rgb({red}, {green}, {blue})"></span>')


def colour_and_name(colour: Sequence[int], name: object) -> Markup:
    """Return a square of a colour and a name, not torn apart where a column could be narrower."""
    return Markup(f'<span class="named">{swatch(colour)}{text(name)}</span>')


def bar(share: float) -> Markup:
    """Return a bar as long as a share, 0 to 1; of some length for all but 0."""
    width = 100 * min(max(share, 0), 1)
    inside = f'<span class="bar" style="width: {width:.1f}%"></span>' if width else ""
    return Markup(f'<span class="track">{inside}</span>')


def stack(shares: Iterable[float], colours: Sequence[Sequence[int]]) -> Markup:
    """Return a bar of coloured parts as long as their shares, 0 to 1."""
    parts = []
    for share, (red, green, blue) in zip(shares, colours, strict=False):
        width = 100 * min(max(share, 0), 1)
        fill = f"rgb({int(red)}, {int(green)}, {int(blue)})"
        parts.append(f'<span style="width: {width:.2f}%; background: {fill}" title="{width:.1f} %"></span>')
    return Markup(f'<span class="stack">{"".join(parts)}</span>')


def light(name: str) -> Markup:
    """Return a traffic light and its name: green, amber, red or anything else for none."""
    kind = name if name in {"green", "amber", "red"} else "none"
    return Markup(f'<span class="light {kind}"></span>{text(name)}')


def picture(pixels: NDArray[np.uint8], caption: object, *, is_plot: bool = False) -> Markup:
    """Return a picture (h, w, 3) with a caption, made smaller where it is larger than a page needs."""
    return figure(encoded(pixels, exact=is_plot), caption, is_plot=is_plot)


def figure(data: str, caption: object, *, is_plot: bool = False) -> Markup:
    """Return a figure of a picture that is encoded already."""
    kind = ' class="plot"' if is_plot else ""
    return Markup(f'<figure{kind}><img alt="" src="{data}"><figcaption>{text(caption)}</figcaption></figure>')


def encoded(pixels: NDArray[np.uint8], *, largest: int = LARGEST_SIDE, exact: bool = False) -> str:
    """Return a picture (h, w, 3) as an address that holds it: a JPEG, or a PNG where it must be exact."""
    from PIL import Image

    image, file = Image.fromarray(np.ascontiguousarray(pixels)), BytesIO()
    image.thumbnail((largest, largest))
    image.save(file, format="PNG" if exact else "JPEG", quality=QUALITY)
    kind = "png" if exact else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(file.getvalue()).decode()}"
