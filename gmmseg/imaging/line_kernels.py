"""Compiled loops that find the pixels under a polyline drawn with a disc.

The pixels within a distance of a line segment are convex, so that a row meets them in one run: the work
grows with the height of a segment, not with the area around it.
"""

import math

import numpy as np

from gmmseg.jit_kernels import exact_kernel, exact_part

NEARLY = 1 + 1e-9  # a row that rounding may have put just past a disc is looked at


@exact_part  # a pixel at the very radius is under the line
def distance(x, y, ax, ay, bx, by):
    """Return how far a place is from the straight part between a and b."""
    along_x, along_y = bx - ax, by - ay
    squared = max(along_x * along_x + along_y * along_y, 1e-12)
    share = min(max(((x - ax) * along_x + (y - ay) * along_y) / squared, 0.0), 1.0)
    return math.hypot(x - ax - share * along_x, y - ay - share * along_y)


@exact_part
def interval_of(slope, offset, least, most):
    """Return between which x  least <= slope x + offset <= most  holds."""
    if slope == 0.0:
        return (-math.inf, math.inf) if least <= offset <= most else (math.inf, -math.inf)
    one, other = (least - offset) / slope, (most - offset) / slope
    return min(one, other), max(one, other)


@exact_part
def row_interval(y, radius, ax, ay, bx, by):
    """Return where row y begins and ceases to be near a part: the discs at its ends, the band between."""
    first, last = math.inf, -math.inf
    for px, py in ((ax, ay), (bx, by)):
        if abs(y - py) <= radius * NEARLY:
            half = math.sqrt(max(radius * radius - (y - py) * (y - py), 0.0))
            first, last = min(first, px - half), max(last, px + half)
    length = math.hypot(bx - ax, by - ay)
    if length > 0.0:
        unit_x, unit_y = (bx - ax) / length, (by - ay) / length
        across = interval_of(-unit_y, (y - ay) * unit_x, -radius, radius)
        along = interval_of(unit_x, (y - ay) * unit_y, 0.0, length)
        begin, end = max(across[0], along[0]), min(across[1], along[1])
        if begin <= end:
            first, last = min(first, ax + begin), max(last, ax + end)
    return first, last


@exact_kernel
def add_line(points, reach, radius, corner, steps):
    """Add 1 to `steps` where a row comes under the line through points (n, 2), and -1 behind that.

    steps (h, w + 1) are those of the running sum along rows, of the pixels from `corner` (column, row). A
    pixel is under a part if it is within `radius` of it, and in the window that is `reach` larger than it.
    """
    west, north = corner[0], corner[1]
    east, south = west + steps.shape[1] - 1, north + steps.shape[0]
    n = points.shape[0]
    for i in range(max(1, n - 1)):
        ax, ay = points[i, 0], points[i, 1]
        bx, by = points[min(i + 1, n - 1), 0], points[min(i + 1, n - 1), 1]
        left = np.intp(max(math.floor(max(min(ax, bx) - reach, float(west))), west))
        right = np.intp(min(math.ceil(min(max(ax, bx) + reach, float(east))) + 1, east))
        top = np.intp(max(math.floor(max(min(ay, by) - reach, float(north))), north))
        bottom = np.intp(min(math.ceil(min(max(ay, by) + reach, float(south))) + 1, south))
        if left >= right:
            continue
        for row in range(top, bottom):
            y = float(row)
            begin, end = row_interval(y, radius, ax, ay, bx, by)
            if begin > end:
                continue
            first = np.intp(math.ceil(min(max(begin, float(left)), float(right))))
            last = np.intp(math.floor(min(max(end, float(left - 1)), float(right - 1))))
            # rounding may have left a pixel out, or taken one in, at either end
            if first > left and distance(first - 1.0, y, ax, ay, bx, by) <= radius:
                first -= 1
            elif first < right and distance(float(first), y, ax, ay, bx, by) > radius:
                first += 1
            if last < right - 1 and distance(last + 1.0, y, ax, ay, bx, by) <= radius:
                last += 1
            elif last >= left and distance(float(last), y, ax, ay, bx, by) > radius:
                last -= 1
            if first <= last:
                steps[row - north, first - west] += 1
                steps[row - north, last + 1 - west] -= 1
