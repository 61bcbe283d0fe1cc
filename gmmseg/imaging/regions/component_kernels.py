"""Compiled loops of connected components (union-find) at full size."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel


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
    for y in range(begin, end):
        v = (y + 0.5) / factor - 0.5
        top = int(np.floor(v)) - 1
        for x in range(out.shape[1]):
            u = (x + 0.5) / factor - 0.5
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

    labels (h, w) integers, out (h, w) int32.
    """
    height, width = labels.shape
    parents = np.empty(height * width, np.int32)
    for y in range(height):
        for x in range(width):
            i = y * width + x
            left = x > 0 and labels[y, x - 1] == labels[y, x]
            above = y > 0 and labels[y - 1, x] == labels[y, x]
            parents[i] = parents[i - 1] if left else i
            if above and not (left and labels[y - 1, x - 1] == labels[y, x]):  # else both are one already
                up, here = _root(parents, i - width), _root(parents, i)
                low = min(up, here)
                parents[up] = parents[here] = parents[i] = low
    n = 0
    for y in range(height):
        for x in range(width):
            i = y * width + x
            if parents[i] == i:
                out[y, x] = n
                n += 1
            else:  # a parent comes before, and knows its root
                root = parents[parents[i]]
                parents[i] = root
                out[y, x] = out[root // width, root % width]
    return n


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
        for x in range(1, width + 1):
            if x == width or row[x] != row[first]:
                names[row[first]] = labels[y, first]
                sizes[row[first]] += x - first
                first = x


@kernel
def relabel(components, names, out):
    """Write the name (n,) of the component of every pixel, both (h, w)."""
    height, width = components.shape
    for y in range(height):
        for x in range(width):
            out[y, x] = names[components[y, x]]


@kernel
def small_cracks(components, small, codes):
    """Write a code per crack between a small component and another, as many as fit; return how many.

    components (h, w) int32, small (n,) bool, codes (m,) int64: component * 2**31 + neighbour.
    """
    height, width = components.shape
    n = 0
    for y in range(height):
        row, below = components[y], components[min(y + 1, height - 1)]
        for x in range(width):
            if below[x] != row[x]:
                n = _crack(row[x], below[x], small, codes, n)
            if x + 1 < width and row[x + 1] != row[x]:
                n = _crack(row[x], row[x + 1], small, codes, n)
    return n


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
