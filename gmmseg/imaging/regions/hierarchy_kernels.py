"""Compiled loops of regions: means of squares, watershed, adjacency, greedy merging."""

import numpy as np

from gmmseg.jit_kernels import exact_kernel as kernel

N_MOMENTS = 7  # the last descriptors of a region: means of three planes, of their squares, of strength


@kernel
def watershed(levels, n_levels, labels):
    """Flood `levels` from its local minima and write the basin of every pixel, from 1; return how many.

    levels (h, w) int32 from 0 to n_levels - 1; labels (h, w) int32, written. A plateau that no neighbour
    (of 4) undercuts is one minimum. Pixels flood in order of level, then of arrival.
    """
    height, width = levels.shape
    n = height * width
    flat, out = levels.reshape(-1), labels.reshape(-1)
    head = np.full(n_levels, -1, np.int64)  # of the queue of each level
    tail = np.full(n_levels, -1, np.int64)
    following = np.full(n, -1, np.int64)
    stack = np.empty(n, np.int64)
    out[:] = -1  # not seen
    n_basins = 0
    for begin in range(n):
        if out[begin] != -1:
            continue
        size, lowest = _plateau(flat, out, height, width, begin, stack)
        if lowest:
            n_basins += 1
            for i in range(size):
                out[stack[i]] = n_basins
                _push(stack[i], flat[stack[i]], head, tail, following)
    for level in range(n_levels):
        while head[level] >= 0:
            pixel = head[level]
            head[level] = following[pixel]
            y, x = pixel // width, pixel % width
            for side in range(4):
                other = _neighbour(y, x, side, height, width)
                if other >= 0 and out[other] == 0:
                    out[other] = out[pixel]
                    _push(other, max(level, flat[other]), head, tail, following)
    return n_basins


@kernel
def _plateau(flat, out, height, width, begin, stack):
    """Put a plateau's pixels on `stack`, marked as seen; return how many, and whether none leads down."""
    size, done, lowest = 1, 0, True
    stack[0] = begin
    out[begin] = 0
    while done < size:
        pixel = stack[done]
        done += 1
        y, x = pixel // width, pixel % width
        for side in range(4):
            other = _neighbour(y, x, side, height, width)
            if other < 0:
                continue
            if flat[other] < flat[pixel]:
                lowest = False
            elif flat[other] == flat[pixel] and out[other] == -1:
                out[other] = 0
                stack[size] = other
                size += 1
    return size, lowest


@kernel
def _push(pixel, level, head, tail, following):
    following[pixel] = -1
    if head[level] < 0:
        head[level] = pixel
    else:
        following[tail[level]] = pixel
    tail[level] = pixel


@kernel
def _neighbour(y, x, side, height, width):
    """Return the flat index of the neighbour above, left, right or below, or -1 outside."""
    if side == 0:
        return (y - 1) * width + x if y > 0 else -1
    if side == 1:
        return y * width + x - 1 if x > 0 else -1
    if side == 2:
        return y * width + x + 1 if x < width - 1 else -1
    return (y + 1) * width + x if y < height - 1 else -1


@kernel
def crack_strengths(labels, strength, codes, values):
    """Write one code and one strength per crack between pixels of different regions; return how many.

    labels (h, w) int32 from 0 (n regions); strength (h, w) float32; codes (2 h w,) int64: lower region
    * 2**31 + higher; values (2 h w,) float64: the larger strength of the crack's two pixels.
    """
    height, width = labels.shape
    n = 0
    for y in range(height):
        for x in range(width):
            for side in range(2):
                y2, x2 = (y + 1, x) if side == 0 else (y, x + 1)
                if y2 >= height or x2 >= width:
                    continue
                a, b = labels[y, x], labels[y2, x2]
                if a == b or a < 0 or b < 0:
                    continue
                codes[n] = min(a, b) * 2**31 + max(a, b)
                values[n] = max(strength[y, x], strength[y2, x2])
                n += 1
    return n


@kernel
def merge(sizes, descriptors, pairs, lengths, strengths, rule, parents, levels):
    """Merge regions, cheapest adjacent pair first, until none may; return how many merges.

    sizes (n,) float64; descriptors (n, m + 7) float32: how m components explain a region, the means of three
    planes, of their squares, and of strength; pairs (e, 2) int64, lengths (e,) and strengths (e,) float64:
    length of the common boundary, sum of its strength; all five are changed.
    rule (9,) float64: exponents in the cost of a boundary's mean strength, of the distance between the
    explanations, of the smaller and the larger size, of the boundary's length over the root of the smaller
    size, of the greater strength inside, of the step between the mean colours, of the colours' spread; last,
    a size in pixels: if not 0, two regions merge only where one of them is smaller.
    parents (2 n - 1,) int64: the node that each node became part of, -1 for a root; new nodes count
    from n. levels (2 n - 1,) float64: the cost at which a node came into being, never falling.
    """
    n, n_edges = len(sizes), len(pairs)
    total = sizes.sum()
    first = np.full(n, -1, np.int64)  # edge list of a region: 2 * edge + side
    following = np.full(2 * n_edges, -1, np.int64)
    versions = np.zeros(n_edges, np.int64)
    node = np.arange(n)  # which node of the tree a living region is
    marks = np.full(n, -1, np.int64)
    keys = np.empty(4 * n_edges + 16, np.float64)
    items = np.empty((4 * n_edges + 16, 2), np.int64)
    parents[:] = -1
    levels[:] = 0.0
    n_heap = 0
    for edge in range(n_edges):
        for side in range(2):
            region = pairs[edge, side]
            following[2 * edge + side] = first[region]
            first[region] = 2 * edge + side
        key = _cost(edge, sizes, descriptors, pairs, lengths, strengths, rule, total)
        n_heap = _heap_push(keys, items, n_heap, key, edge, 0)
    level, n_nodes = 0.0, n
    while n_heap > 0:
        key, edge, version = keys[0], items[0, 0], items[0, 1]
        n_heap = _heap_pop(keys, items, n_heap)
        if key == np.inf:
            break
        if versions[edge] != version:
            continue
        level = max(level, key)
        merged, absorbed = pairs[edge, 0], pairs[edge, 1]
        versions[edge] = -1
        parents[node[merged]] = parents[node[absorbed]] = n_nodes
        levels[n_nodes] = level
        node[merged] = n_nodes
        n_nodes += 1
        _merge_pair(
            merged, absorbed, sizes, descriptors, pairs, lengths, strengths, first, following, versions, marks
        )
        link = first[merged]
        while link >= 0:
            edge = link // 2
            versions[edge] += 1
            key = _cost(edge, sizes, descriptors, pairs, lengths, strengths, rule, total)
            if n_heap == len(keys):
                keys, items = _larger_heap(keys, items)
            n_heap = _heap_push(keys, items, n_heap, key, edge, versions[edge])
            link = following[link]
    return n_nodes - n


@kernel
def _larger_heap(keys, items):
    n = len(keys)
    more_keys = np.empty(2 * n, np.float64)
    more_items = np.empty((2 * n, 2), np.int64)
    for i in range(n):  # slices assigned to slices would bring in Python's error messages
        more_keys[i] = keys[i]
        more_items[i, 0], more_items[i, 1] = items[i, 0], items[i, 1]
    return more_keys, more_items


@kernel
def _cost(edge, sizes, descriptors, pairs, lengths, strengths, rule, total):
    """Return the price of a merge, or infinity where two regions may not merge.

    It is a product of powers: the more they differ and the larger they are, the more it costs.
    """
    a, b = pairs[edge, 0], pairs[edge, 1]
    smaller, larger = min(sizes[a], sizes[b]), max(sizes[a], sizes[b])
    if rule[8] > 0 and smaller >= rule[8]:
        return np.inf
    m = descriptors.shape[1] - N_MOMENTS
    distance = np.float32(0)
    for i in range(m):
        p, q = descriptors[a, i], descriptors[b, i]
        distance += (p - q) * (p - q) / (p + q + np.float32(1e-9))
    step, spread = 0.0, 0.0
    for i in range(m, m + 3):
        step += (descriptors[a, i] - descriptors[b, i]) ** 2
        spread += max(descriptors[a, i + 3] - descriptors[a, i] ** 2, 0.0) + max(
            descriptors[b, i + 3] - descriptors[b, i] ** 2, 0.0
        )
    inner_strength = max(descriptors[a, m + 6], descriptors[b, m + 6])
    # The numbers added are below what shows: they keep nothing from weighing everything.
    return (
        (strengths[edge] / lengths[edge] + 1e-3) ** rule[0]
        * np.sqrt(0.5 * distance + 1e-6) ** rule[1]
        * (smaller / total) ** rule[2]
        * (larger / total) ** rule[3]
        * (lengths[edge] / np.sqrt(smaller)) ** rule[4]
        * (inner_strength + 0.02) ** rule[5]
        * (np.sqrt(step) + 2.0) ** rule[6]
        * np.sqrt(spread + 9.0) ** rule[7]
    )


@kernel
def _merge_pair(
    merged, absorbed, sizes, descriptors, pairs, lengths, strengths, first, following, versions, marks
):
    """Make region `absorbed` part of `merged`: sizes, descriptors and edges add up."""
    share = sizes[absorbed] / (sizes[merged] + sizes[absorbed])
    sizes[merged] += sizes[absorbed]
    for m in range(descriptors.shape[1]):
        descriptors[merged, m] += share * (descriptors[absorbed, m] - descriptors[merged, m])
    remaining = np.int64(-1)  # the new list of edges of `merged`
    for region in (merged, absorbed):
        link = first[region]
        while link >= 0:
            later = following[link]
            this, side = link // 2, link % 2
            if versions[this] >= 0:
                pairs[this, side] = merged
                other = pairs[this, 1 - side]
                twin = marks[other]
                if twin < 0:
                    marks[other] = this
                    following[link] = remaining
                    remaining = link
                else:
                    lengths[twin] += lengths[this]
                    strengths[twin] += strengths[this]
                    versions[this] = -1
            link = later
    first[merged], first[absorbed] = remaining, -1
    link = remaining
    while link >= 0:
        marks[pairs[link // 2, 1 - link % 2]] = -1
        link = following[link]


@kernel
def _heap_push(keys, items, n, key, edge, version):
    """Add an entry to a binary heap ordered by key, then by edge; return its size."""
    i = n
    while i > 0:
        up = (i - 1) // 2
        if keys[up] < key or (keys[up] == key and items[up, 0] <= edge):
            break
        keys[i] = keys[up]
        items[i] = items[up]
        i = up
    keys[i] = key
    items[i, 0], items[i, 1] = edge, version
    return n + 1


@kernel
def _heap_pop(keys, items, n):
    """Take the least entry off a binary heap; return its size."""
    n -= 1
    key, edge, version = keys[n], items[n, 0], items[n, 1]
    i = 0
    while 2 * i + 1 < n:
        child = 2 * i + 1
        if child + 1 < n and (
            keys[child + 1] < keys[child]
            or (keys[child + 1] == keys[child] and items[child + 1, 0] < items[child, 0])
        ):
            child += 1
        if key < keys[child] or (key == keys[child] and edge <= items[child, 0]):
            break
        keys[i] = keys[child]
        items[i] = items[child]
        i = child
    keys[i] = key
    items[i, 0], items[i, 1] = edge, version
    return n


@kernel
def topmost(parents, reached, out):
    """Write the highest ancestor of each node among those that are reached; a parent comes after its nodes.

    parents (n,) int64, -1 for a root; reached (n,) bool; out (n,) int64.
    """
    for node in range(len(parents) - 1, -1, -1):
        parent = parents[node]
        out[node] = out[parent] if parent >= 0 and reached[parent] else node


@kernel
def sums_by_region(labels, planes, sums):
    """Add the values of each region's pixels to its sum, in the order of the pixels.

    labels (h, w) int32 from 0 (n regions); planes (m, h, w) float32; sums (n, m) float64. Four planes go side
    by side, since each addition to a sum waits for the one before.
    """
    flat = labels.reshape(-1)
    m, n = len(planes), labels.size
    layers = planes.reshape(m, n)
    for a in range(0, m, 4):
        b, c, d = min(a + 1, m - 1), min(a + 2, m - 1), min(a + 3, m - 1)
        first, second, third, fourth = layers[a], layers[b], layers[c], layers[d]
        region = flat[0]
        p, q, r, s = sums[region, a], sums[region, b], sums[region, c], sums[region, d]
        for i in range(n):
            if flat[i] != region:
                sums[region, d], sums[region, c], sums[region, b], sums[region, a] = s, r, q, p
                region = flat[i]
                p, q, r, s = sums[region, a], sums[region, b], sums[region, c], sums[region, d]
            p += first[i]
            q += second[i]
            r += third[i]
            s += fourth[i]
        sums[region, d], sums[region, c], sums[region, b], sums[region, a] = s, r, q, p
