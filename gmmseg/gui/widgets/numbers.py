"""Numbers as people read them."""

from gmmseg.gui.translation import figure, tr
from gmmseg.imaging.units import PixelSize, area_units

UNKNOWN = -1.0  # the share of what is still being found


def duration(seconds: float) -> str:
    """Return a time for people: "38 ms", "2.4 s", "49 s", "3 min 5 s"."""
    if seconds < 0.9995:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 9.95:
        return f"{figure(seconds, '.1f')} s"
    whole = round(seconds)
    return (
        f"{whole} s"
        if whole < 60
        else tr("{minutes} min {seconds} s", minutes=whole // 60, seconds=whole % 60)
    )


def percent(share: float, *, exact: bool = False) -> str:
    """Return a share for people: one digit after the point where it is small, or `exact` ones always."""
    if share == UNKNOWN:
        return "…"
    if 0 < share < 0.001:
        return f"< {figure(0.1)} %"
    return f"{figure(100 * share, '.1f' if share < 0.1 or exact else '.0f')} %"


def area(pixels: float, size: PixelSize | None) -> str:
    """Return an area for people: in the unit for such pixels that needs fewest digits, else in pixels."""
    if pixels < 0:
        return "…"
    units = area_units(size)
    if not units:
        return f"{figure(round(pixels), ',')} px"
    name, per = next(((name, per) for name, per in reversed(units) if pixels * per >= 1), units[0])
    value = pixels * per
    digits = 0 if value >= 1000 else 1 if value >= 100 else 2 if value >= 1 else 4
    return f"{figure(value, f',.{digits}f')} {name.replace('2', '²')}"
