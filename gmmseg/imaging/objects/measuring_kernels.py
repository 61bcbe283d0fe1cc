"""Compiled inner loops that measure objects, each by its own pixels."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel

N_SHAPES = 17  # columns that `shapes` writes
N_VALUES = 6  # and `values` for a channel


@kernel
def count(labels, rows, counts):
    """Count the pixels of each object.

    labels (n,) unsigned; rows (m,) int64: the row of counts that a label has, -1 for none; counts (k,).
    """
    for i in range(len(labels)):
        row = rows[labels[i]]
        if row >= 0:
            counts[row] += 1


@kernel
def gather(labels, rows, begins, out):
    """Write the flat indices of each object's pixels in row order, one object after another.

    labels, rows as for `count`; begins (k,) int64: where each object's begin, moved to their ends; out int64.
    """
    for i in range(len(labels)):
        row = rows[labels[i]]
        if row >= 0:
            out[begins[row]] = i
            begins[row] += 1


@kernel
def shapes(labels, usable, pixels, ends, first, last, height, width, out):
    """Write what the pixels of objects first to last say of their shapes.

    labels (h, w) unsigned; usable (h, w) bool, or (0, 0) where all are; pixels (n,) int64 as `gather` writes
    them, those of object i up to ends[i]; height, width: of a pixel, in the unit of lengths. out (k, 17):
    area and filled area (pixels), area of the convex hull of the pixels' corners (unit squared), perimeter
    (Crofton, 4 directions; unit), centre x, y (pixels, those of a pixel at + .5), variances of x, of y and
    covariance (pixels squared), largest and smallest Feret diameter (unit), box left, top, right, bottom
    (pixels, the last two exclusive), 1 where it touches the border, and its label.
    """
    n_rows, n_columns = labels.shape
    is_all_usable = usable.size == 0
    angle = np.arctan2(height, width)
    # Lines in a direction lie so far apart, and stand for so much of half a turn (Legland et al. 2007).
    across = angle * height, (np.pi / 2 - angle) * width
    diagonal = np.pi / 4 * height * width / np.sqrt(height**2 + width**2)
    for i in range(first, last):
        begin = ends[i - 1] if i > 0 else 0
        object_pixels = pixels[begin : ends[i]]
        n = len(object_pixels)
        label = labels[object_pixels[0] // n_columns, object_pixels[0] % n_columns]
        top, bottom = object_pixels[0] // n_columns, object_pixels[n - 1] // n_columns
        lefts = np.full(bottom - top + 1, n_columns, np.int64)
        rights = np.full(bottom - top + 1, -1, np.int64)
        sum_x, sum_y = 0.0, 0.0
        crossings = np.zeros(3, np.int64)  # along rows, along columns, along both diagonals
        touches = False
        has_gaps = False
        previous = np.int64(-1)
        for k in range(n):
            y, x = object_pixels[k] // n_columns, object_pixels[k] % n_columns
            sum_x += x
            sum_y += y
            if rights[y - top] >= 0 and object_pixels[k] != previous + 1:
                has_gaps = True
            previous = object_pixels[k]
            lefts[y - top] = min(lefts[y - top], x)
            rights[y - top] = max(rights[y - top], x)
            crossings[0] += x == 0 or labels[y, x - 1] != label
            crossings[1] += y == 0 or labels[y - 1, x] != label
            crossings[2] += y == 0 or x == 0 or labels[y - 1, x - 1] != label
            crossings[2] += y == 0 or x + 1 == n_columns or labels[y - 1, x + 1] != label
            if y == 0 or x == 0 or y + 1 == n_rows or x + 1 == n_columns:
                touches = True
            elif not is_all_usable:
                touches = touches or not (
                    usable[y - 1, x] and usable[y + 1, x] and usable[y, x - 1] and usable[y, x + 1]
                )
        mean_x, mean_y = sum_x / n, sum_y / n
        left, right = lefts.min(), rights.max() + 1
        hull = _hull(lefts, rights)
        hull_area, longest, shortest = _extents(hull, height, width)
        out[i, 0] = n
        out[i, 1] = n + _holes(object_pixels, n_columns, left, top, right, bottom + 1) if has_gaps else n
        out[i, 2] = hull_area
        out[i, 3] = across[0] * crossings[0] + across[1] * crossings[1] + diagonal * crossings[2]
        out[i, 4], out[i, 5] = mean_x + 0.5, mean_y + 0.5
        out[i, 6], out[i, 7], out[i, 8] = _variances(object_pixels, n_columns, mean_x, mean_y)
        out[i, 9], out[i, 10] = longest, shortest
        out[i, 11], out[i, 12], out[i, 13], out[i, 14] = left, top, right, bottom + 1
        out[i, 15] = touches
        out[i, 16] = label


@kernel
def _variances(object_pixels, n_columns, mean_x, mean_y):
    """Return the variances of x and of y, and their covariance, of pixels with these means."""
    xx, yy, xy = 0.0, 0.0, 0.0
    for k in range(len(object_pixels)):
        y, x = object_pixels[k] // n_columns - mean_y, object_pixels[k] % n_columns - mean_x
        xx += x * x
        yy += y * y
        xy += x * y
    return xx / len(object_pixels), yy / len(object_pixels), xy / len(object_pixels)


@kernel
def _hull(lefts, rights):
    """Return the corners (m, 2), x and y from the top, of the convex hull of pixels.

    lefts, rights (n,) int64: the first and last column in each row; n columns and -1 in rows without any.
    """
    n = len(lefts)
    hull = np.empty((2 * n + 4, 2), np.int64)
    size = 0
    for side in range(2):  # down the left side, then up the right one: both turn the same way
        base = size
        for step in range(n + 1):
            y = step if side == 0 else n - step
            if side == 0:
                x = min(lefts[y] if y < n else lefts[n - 1], lefts[y - 1] if y > 0 else lefts[0])
            else:
                x = max(rights[y] if y < n else rights[n - 1], rights[y - 1] if y > 0 else rights[0]) + 1
                if x == 0:
                    continue
            if side == 0 and rights[min(y, n - 1)] < 0 and rights[max(y - 1, 0)] < 0:
                continue
            while size >= base + 2:
                ax, ay = hull[size - 1, 0] - hull[size - 2, 0], hull[size - 1, 1] - hull[size - 2, 1]
                bx, by = x - hull[size - 1, 0], y - hull[size - 1, 1]
                if ax * by - ay * bx < 0:
                    break
                size -= 1
            hull[size, 0], hull[size, 1] = x, y
            size += 1
    return hull[:size]


@kernel
def _extents(hull, height, width):
    """Return the area of a convex polygon (m, 2) in pixels, and its largest and smallest width, in units."""
    m = len(hull)
    area, longest, shortest = 0.0, 0.0, np.inf
    for i in range(m):
        j = (i + 1) % m
        area += float(hull[i, 0]) * hull[j, 1] - float(hull[j, 0]) * hull[i, 1]
        dx, dy = (hull[j, 0] - hull[i, 0]) * width, (hull[j, 1] - hull[i, 1]) * height
        length = np.sqrt(dx * dx + dy * dy)
        farthest = 0.0
        for k in range(m):
            ex, ey = (hull[k, 0] - hull[i, 0]) * width, (hull[k, 1] - hull[i, 1]) * height
            longest = max(longest, ex * ex + ey * ey)
            farthest = max(farthest, abs(dx * ey - dy * ex) / length)
        shortest = min(shortest, farthest)
    return abs(area) / 2 * height * width, np.sqrt(longest), shortest


@kernel
def _holes(object_pixels, n_columns, left, top, right, bottom):
    """Return how many pixels no way of 8 neighbours leads to from outside a box, but through the object."""
    height, width = bottom - top + 2, right - left + 2  # a rim of 1 around the box
    there = np.zeros(height * width, np.bool_)
    for k in range(len(object_pixels)):
        there[(object_pixels[k] // n_columns - top + 1) * width + object_pixels[k] % n_columns - left + 1] = (
            True
        )
    stack = np.empty(height * width, np.int64)
    stack[0] = 0
    there[0] = True
    n, seen = 1, 1
    while n > 0:
        n -= 1
        y, x = stack[n] // width, stack[n] % width
        for y2 in range(max(y - 1, 0), min(y + 2, height)):
            for x2 in range(max(x - 1, 0), min(x + 2, width)):
                if not there[y2 * width + x2]:
                    there[y2 * width + x2] = True
                    stack[n] = y2 * width + x2
                    n += 1
                    seen += 1
    return height * width - seen - len(object_pixels)


@kernel
def values(channel, pixels, ends, first, last, out):
    """Write mean, standard deviation, least, greatest, median and sum of objects first to last in a channel.

    channel (h, w) of any number type, of any strides; pixels, ends as for `shapes`; out (k, 6). The
    deviation is that of all pixels (n, not n - 1).
    """
    n_columns = channel.shape[1]
    for i in range(first, last):
        begin = ends[i - 1] if i > 0 else 0
        n = ends[i] - begin
        found = np.empty(n, np.float64)
        total = 0.0
        for k in range(n):
            place = pixels[begin + k]
            found[k] = channel[place // n_columns, place % n_columns]
            total += found[k]
        mean, squares = total / n, 0.0
        for k in range(n):
            squares += (found[k] - mean) ** 2
        out[i, 0], out[i, 1] = mean, np.sqrt(squares / n)
        out[i, 2], out[i, 3] = found.min(), found.max()
        out[i, 4], out[i, 5] = np.median(found), total


@kernel
def add_probabilities(indices, probabilities, labels, rows, classes, most, sums):
    """Add the probability of its object's class, and the uncertainty, of each pixel to those of its object.

    indices (n,) flat; probabilities (n, n_classes) float32; labels (h w,) and rows as for `count`; classes
    (k,) int64 from 1; most: the greatest entropy there can be, nats; sums (k, 2).
    """
    for i in range(len(indices)):
        row = rows[labels[indices[i]]]
        if row < 0:
            continue
        entropy = 0.0
        for c in range(probabilities.shape[1]):
            p = float(probabilities[i, c])
            if p > 0:
                entropy -= p * np.log(p)
        sums[row, 0] += probabilities[i, classes[row] - 1]
        sums[row, 1] += entropy / most
