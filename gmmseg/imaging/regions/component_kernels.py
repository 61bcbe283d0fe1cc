"""Compiled loops of connected components (union-find) at full size."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel

AT_ONCE = 64  # pixels that are compared at once; loops over fewer are not made vectors


@kernel
def vote(small, means, pixels, factor, precision, begin, end, out):
    """Write the label that most of the 16 nearest squares vote for, in rows begin to end.

    small (h, w) int32 labels of squares, means (h, w, n) float32 of their pixels; pixels (end - begin, W, n)
    of any number type, those of these rows; factor: side of a square; precision: 1 / (2 variance) of a pixel
    about its own square's mean, in squared units of the pixels; out (end - begin, W) int32. Near squares and
    those of like colour weigh more.
    """
    height, width = small.shape
    n = pixels.shape[2]
    labels = np.empty(16, np.int64)
    votes = np.empty(16, np.float64)
    uniform = np.empty(
        (height + 1, width + 1), np.bool_
    )  # by the first of 16 squares, from row and column -2
    for row in range(height + 1):
        for column in range(width + 1):
            uniform[row, column] = _is_uniform(small, row - 2, column - 2)
    columns = (np.arange(out.shape[1]) + 0.5) / factor - 0.5
    for y in range(begin, end):
        v = (y + 0.5) / factor - 0.5
        top = int(np.floor(v)) - 1
        for x in range(out.shape[1]):
            u = columns[x]
            first = int(np.floor(u)) - 1
            label = small[min(max(top + 1, 0), height - 1), min(max(first + 1, 0), width - 1)]
            if uniform[top + 2, first + 2]:
                out[y - begin, x] = label
                continue
            found = 0
            for j in range(16):
                row = min(max(top + j // 4, 0), height - 1)
                column = min(max(first + j % 4, 0), width - 1)
                distance = 0.0
                for c in range(n):
                    difference = pixels[y - begin, x, c] - means[row, column, c]
                    distance += difference * difference
                # A square votes by a Gaussian of 0.8 squares: sharper leaves steps, wider rounds corners.
                place = (v - (top + j // 4)) ** 2 + (u - (first + j % 4)) ** 2
                weight = np.exp(-place / 1.28 - min(distance * precision, 12.0))
                at = 0
                while at < found and labels[at] != small[row, column]:
                    at += 1
                if at == found:
                    labels[at], votes[at] = small[row, column], 0.0
                    found += 1
                votes[at] += weight
            out[y - begin, x] = labels[np.argmax(votes[:found])]


@kernel
def _is_uniform(small, top, first):
    """Return whether 4 by 4 labels are all the same, those on the edge of (h, w) continuing beyond it."""
    height, width = small.shape
    label = small[min(max(top, 0), height - 1), min(max(first, 0), width - 1)]
    for row in range(top, top + 4):
        for column in range(first, first + 4):
            if small[min(max(row, 0), height - 1), min(max(column, 0), width - 1)] != label:
                return False
    return True


@kernel
def label_components(labels, out):
    """Write the connected component (4 neighbours) of every pixel, from 0 in row order; return how many.

    labels (h, w) integers, out (h, w) int32. Runs of one label along a row are what is connected.
    """
    height, width = labels.shape
    size = min(1024, height * width)
    parents, starts = np.empty(size, np.int32), np.empty(size, np.int32)  # of runs
    rows = np.zeros(height + 1, np.intp)  # the first run of each row
    for y in range(height):
        if rows[y] + width > parents.size:
            size = max(rows[y] + width, min(2 * parents.size, height * width))
            parents, starts = _grown(parents, rows[y], size), _grown(starts, rows[y], size)
        rows[y + 1] = _connect_runs(labels, y, rows, parents, starts)
    n = 0
    for run in range(rows[height]):  # a parent comes before, and knows its component: -1 for the first one
        if parents[run] == run:
            n += 1
            parents[run] = -n
        else:
            parents[run] = parents[parents[run]]
    for y in range(height):
        end = width
        for run in range(rows[y + 1] - 1, rows[y] - 1, -1):
            _fill(out[y, starts[run] : end], -1 - parents[run])
            end = starts[run]
    return n


@kernel
def _connect_runs(labels, y, rows, parents, starts):
    """Connect the runs of a row with those of the row above; return the number of the next row's first."""
    width = labels.shape[1]
    run, first, met = rows[y], 0, rows[max(y - 1, 0)]
    while first < width:
        last = _end_of_run(labels[y], first)
        root, parents[run], starts[run] = np.int32(run), run, first
        while met < rows[y]:
            end = starts[met + 1] if met + 1 < rows[y] else np.int32(width)
            if labels[y - 1, end - 1] == labels[y, first]:
                other = _root(parents, np.int32(met))
                parents[max(root, other)] = min(root, other)
                root = min(root, other)
            if end > last:
                break
            met += 1
            if end == last:
                break
        run += 1
        first = last
    return run


@kernel
def _end_of_run(row, first):
    """Return where the run of equal numbers ends that begins at `first`, many at a time where it is long."""
    width, value, x = row.size, row[first], first + 1
    while x + AT_ONCE <= width:
        piece, differ = row[x : x + AT_ONCE], False
        for i in range(AT_ONCE):
            differ |= piece[i] != value
        if differ:
            break
        x += AT_ONCE
    while x < width and row[x] == value:
        x += 1
    return x


@kernel
def _fill(piece, value):
    for i in range(piece.size):
        piece[i] = value


@kernel
def _grown(values, n, size):
    """Return an array of `size` that begins with the first n values."""
    longer = np.empty(size, np.int32)
    for i in range(n):
        longer[i] = values[i]
    return longer


@kernel
def count_components(labels, counts):
    """Count the connected components (4 neighbours) of each label of (h, w) in `counts`, trusted to fit.

    Runs of one label along a row are what is connected: a component has one run more than there are
    meetings of runs, in rows beside each other, that were not connected already.
    """
    height, width = labels.shape
    names = np.empty((2, width), np.int32)  # of the runs of two rows
    ends = np.empty((2, width), np.int32)  # and where each ends
    parents = np.empty(np.intp(1024), np.int32)
    total, above = 0, 0
    for y in range(height):
        here, before = y % 2, (y + 1) % 2
        if total + width > parents.size:
            parents = _grown(parents, total, 2 * parents.size + width)
        found, first, met = 0, 0, 0
        while first < width:
            label, last = labels[y, first], first + 1
            while last < width and labels[y, last] == label:
                last += 1
            name = np.int32(total)
            parents[total] = name
            total += 1
            counts[label] += 1
            while met < above:
                end = ends[before, met]
                if labels[y - 1, end - 1] == label:
                    other = _root(parents, names[before, met])
                    if other != name:
                        counts[label] -= 1
                        parents[max(other, name)] = parents[min(other, name)]
                        name = min(other, name)
                if end > last:
                    break
                met += 1
                if end == last:
                    break
            names[here, found], ends[here, found] = name, last
            found += 1
            first = last
        above = found


@kernel
def _root(parents, i):
    while parents[i] != i:
        parents[i] = parents[parents[i]]
        i = parents[i]
    return i


@kernel
def labels_and_sizes(components, labels, names, sizes):
    """Write the label of the pixels of each component, and add to its size; run by run.

    components (h, w) int32, labels (h, w), names (n,) of the same type, sizes (n,).
    """
    height, width = components.shape
    for y in range(height):
        row, first = components[y], 0
        while first < width:
            last = _end_of_run(row, first)
            names[row[first]] = labels[y, first]
            sizes[row[first]] += last - first
            first = last


@kernel
def relabel(components, names, out):
    """Write the name (n,) of the component of every pixel, both (h, w); run by run."""
    height, width = components.shape
    for y in range(height):
        row, first = components[y], 0
        while first < width:
            last = _end_of_run(row, first)
            _fill(out[y, first:last], names[row[first]])
            first = last


@kernel
def small_cracks(components, small, codes):
    """Write a code per crack between a small component and another, as many as fit; return how many.

    components (h, w) int32, small (n,) bool, codes (m,) int64: component * 2**31 + neighbour.
    """
    height, width = components.shape
    n = 0
    for y in range(height):
        row, below = components[y], components[min(y + 1, height - 1)]
        x = 0
        while x < width:
            if x + AT_ONCE < width and _is_even(row[x : x + AT_ONCE + 1], below[x : x + AT_ONCE]):
                x += AT_ONCE
                continue
            if below[x] != row[x]:
                n = _crack(row[x], below[x], small, codes, n)
            if x + 1 < width and row[x + 1] != row[x]:
                n = _crack(row[x], row[x + 1], small, codes, n)
            x += 1
    return n


@kernel
def _is_even(row, below):
    """Return whether the pixels of a piece of a row are as those below and to the right of them."""
    differ = False
    for i in range(AT_ONCE):
        differ |= (row[i] != below[i]) | (row[i] != row[i + 1])
    return not differ


@kernel
def _crack(a, b, small, codes, n):
    """Write the codes of a crack, those that fit, and return how many there are by now."""
    if small[a]:
        if n < len(codes):
            codes[n] = np.int64(a) * 2**31 + b
        n += 1
    if small[b]:
        if n < len(codes):
            codes[n] = np.int64(b) * 2**31 + a
        n += 1
    return n
