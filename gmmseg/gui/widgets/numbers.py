"""Numbers as people read them."""

UNKNOWN = -1.0  # the share of what is still being found


def percent(share: float) -> str:
    """Return a share for people: one digit after the point where it is small."""
    if share == UNKNOWN:
        return "…"
    if 0 < share < 0.001:
        return "< 0.1 %"
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"
