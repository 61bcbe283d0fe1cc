"""Numbers as people read them."""

UNKNOWN = -1.0  # the share of what is still being found


def duration(seconds: float) -> str:
    """Return a time for people: "38 ms", "2.4 s", "49 s", "3 min 5 s"."""
    if seconds < 0.9995:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 60} min {whole % 60} s"


def percent(share: float) -> str:
    """Return a share for people: one digit after the point where it is small."""
    if share == UNKNOWN:
        return "…"
    if 0 < share < 0.001:
        return "< 0.1 %"
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"
