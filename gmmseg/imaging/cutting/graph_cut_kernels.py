"""Compiled loops of the binary graph cut: the maximum flow of Boykov and Kolmogorov.

Boykov and Kolmogorov (2004), "An experimental comparison of min-cut/max-flow algorithms for energy
minimization in vision", IEEE TPAMI 26(9), 1124-1137.

Two search trees grow from the source and from the sink until they touch; the path between them is filled
with flow; nodes that lost their parent are adopted by a neighbour or set free; trees are kept from path
to path.
"""

import numpy as np

from gmmseg.jit_kernels import kernel, part

# Directions come in pairs, so that d ^ 1 is the way back: east, west, south, north and the diagonals.
ROWS = np.array([0, 0, 1, -1, 1, -1, 1, -1])
COLUMNS = np.array([1, -1, 0, 0, 1, -1, -1, 1])

FREE, SOURCE, SINK = 0, 1, 2
TERMINAL, ORPHAN, NONE = 8, 9, 10  # parents that are no direction
UNREACHABLE = 2**30


@kernel
def number_pixels(within, numbers, places):
    """Give a number to the pixels in `within` (h, w) into `numbers` (h, w), -1 elsewhere; return how many.

    places (n,) int64: the pixel of every number, row by row; as long as there are pixels in `within`.
    """
    height, width = within.shape
    n = 0
    for y in range(height):
        for x in range(width):
            if within[y, x]:
                numbers[y, x] = n
                places[n] = y * width + x
                n += 1
            else:
                numbers[y, x] = -1
    return n


@kernel
def build_graph(numbers, places, links, outside, terminals, capacities, neighbours):
    """Write the graph of the numbered pixels; a link to any other pixel becomes one to its terminal.

    numbers (h, w), places (n,): see `number_pixels`; links (4, h, w) int32: capacity to the neighbour in the
    east, south, south-east and south-west; outside (h, w) bool: class of pixels without a number; terminals
    (n,) int32: added to; capacities (n, 8) int32 and neighbours (n, 8) int32: written, in the order of ROWS
    and COLUMNS; a neighbour that is not there is n, the capacity to it 0.
    """
    height, width = numbers.shape
    n = len(places)
    for i in range(n):
        y, x = places[i] // width, places[i] % width
        for d in range(8):
            row, column = y + ROWS[d], x + COLUMNS[d]
            neighbours[i, d] = n
            capacities[i, d] = 0
            if row < 0 or row >= height or column < 0 or column >= width:
                continue
            link = links[d // 2, y, x] if d % 2 == 0 else links[d // 2, row, column]
            other = numbers[row, column]
            if other >= 0:
                neighbours[i, d] = other
                capacities[i, d] = link
            elif outside[row, column]:
                terminals[i] += link
            else:
                terminals[i] -= link


@part
def _push_direct(terminals, capacities, neighbours):
    """Send what flow fits from every pixel of the source straight to its neighbours of the sink.

    Most of the flow in a picture goes one step; this way no tree is asked about it.
    """
    for i in range(len(terminals)):
        for d in range(8):
            if terminals[i] <= 0:
                break
            j = neighbours[i, d]
            if capacities[i, d] > 0 and terminals[j] < 0:
                flow = min(terminals[i], capacities[i, d], -terminals[j])
                terminals[i] -= flow
                terminals[j] += flow
                capacities[i, d] -= flow
                capacities[j, d ^ 1] += flow


@part
def _initialise_trees(terminals, neighbours, tree, parents, distances, queue, queued):
    """Make every pixel with a link to a terminal a root; return how many may grow.

    Those do that have a neighbour which is not of the same tree.
    """
    n = len(terminals)
    for i in range(n + 1):
        parents[i] = NONE
        tree[i] = FREE
    for i in range(n):
        if terminals[i] != 0:
            tree[i] = SOURCE if terminals[i] > 0 else SINK
            parents[i] = TERMINAL
            distances[i] = 1
    tail = 0
    for i in range(n):
        own, is_inner = tree[i], True
        for d in range(8):
            is_inner = is_inner and tree[neighbours[i, d]] == own
        if own != FREE and not is_inner:
            queue[tail] = i
            queued[i] = True
            tail += 1
    return tail


@part
def _bottleneck(i, j, d, terminals, capacities, neighbours, parents):
    """Return how much flow fits through the path over the link d from i, in the source's tree, to j."""
    least = capacities[i, d]
    p = i
    while parents[p] != TERMINAL:
        up = parents[p]
        p = neighbours[p, up]
        least = min(least, capacities[p, up ^ 1])
    least = min(least, terminals[p])
    p = j
    while parents[p] != TERMINAL:
        least = min(least, capacities[p, parents[p]])
        p = neighbours[p, parents[p]]
    return min(least, -terminals[p])


@part
def _augment(i, j, d, terminals, capacities, neighbours, parents, orphans):
    """Send flow along the path over the link d from i to j; list the orphans, return how many."""
    flow = _bottleneck(i, j, d, terminals, capacities, neighbours, parents)
    capacities[i, d] -= flow
    capacities[j, d ^ 1] += flow
    n_orphans = 0
    for side in range(2):
        p = i if side == 0 else j
        while parents[p] != TERMINAL:
            up = parents[p]
            above = neighbours[p, up]
            if side == 0:
                capacities[p, up] += flow
                capacities[above, up ^ 1] -= flow
                full = capacities[above, up ^ 1] == 0
            else:
                capacities[p, up] -= flow
                capacities[above, up ^ 1] += flow
                full = capacities[p, up] == 0
            if full:
                parents[p] = ORPHAN
                orphans[n_orphans] = p
                n_orphans += 1
            p = above
        terminals[p] += -flow if side == 0 else flow
        if terminals[p] == 0:
            parents[p] = ORPHAN
            orphans[n_orphans] = p
            n_orphans += 1
    return n_orphans


@part
def _root_distance(start, time, neighbours, parents, stamps, distances):
    """Return the number of links from a pixel to its terminal, or UNREACHABLE; stamp the way."""
    p, steps = start, 0
    while True:
        if stamps[p] == time:
            steps += distances[p]
            break
        up = parents[p]
        steps += 1
        if up == TERMINAL:
            stamps[p] = time
            distances[p] = 1
            break
        if up >= ORPHAN:
            return UNREACHABLE
        p = neighbours[p, up]
    found = steps
    p = start
    while stamps[p] != time:
        stamps[p] = time
        distances[p] = steps
        steps -= 1
        p = neighbours[p, parents[p]]
    return found


@part
def _adopt(i, time, capacities, neighbours, tree, parents, stamps, distances):
    """Give an orphan the parent in its tree that is nearest to the terminal; return whether there is one."""
    best, nearest = NONE, UNREACHABLE
    for d in range(8):
        j = neighbours[i, d]
        if tree[j] != tree[i] or parents[j] == NONE:
            continue
        residual = capacities[j, d ^ 1] if tree[i] == SOURCE else capacities[i, d]
        if residual == 0:
            continue
        distance = _root_distance(j, time, neighbours, parents, stamps, distances)
        if distance < nearest:
            best, nearest = d, distance
    parents[i] = best
    if best == NONE:
        return False
    stamps[i] = time
    distances[i] = nearest + 1
    return True


@part
def _release(i, capacities, neighbours, tree, parents, orphans, n_orphans, queue, queued, tail):
    """Set an orphan free; its children become orphans and its neighbours active; return both new ends."""
    n = len(queue) - 1  # queues are rings, and one place is always empty
    for d in range(8):
        j = neighbours[i, d]
        if tree[j] != tree[i] or parents[j] == NONE:
            continue
        residual = capacities[j, d ^ 1] if tree[i] == SOURCE else capacities[i, d]
        if residual > 0 and not queued[j]:
            queue[tail] = j
            queued[j] = True
            tail = tail + 1 if tail < n else 0
        if parents[j] == d ^ 1:
            parents[j] = ORPHAN
            orphans[n_orphans] = j
            n_orphans = n_orphans + 1 if n_orphans < n else 0
    tree[i] = FREE
    return n_orphans, tail


@part
def _grow_tree(i, first, capacities, neighbours, tree, parents, stamps, distances, queue, queued, tail):
    """Let a tree take a pixel's free neighbours; return where it meets the other tree, and tail."""
    n = len(queue) - 1
    own = tree[i]
    for d in range(first, 8):
        j = neighbours[i, d]
        residual = capacities[i, d] if own == SOURCE else capacities[j, d ^ 1]
        if residual == 0:
            continue
        if tree[j] == FREE:
            tree[j] = own
            parents[j] = d ^ 1
            stamps[j] = stamps[i]
            distances[j] = distances[i] + 1
            if not queued[j]:
                queue[tail] = j
                queued[j] = True
                tail = tail + 1 if tail < n else 0
        elif tree[j] != own:
            return d, tail
        elif stamps[j] <= stamps[i] and distances[j] > distances[i] + 1 and parents[j] < TERMINAL:
            parents[j] = d ^ 1
            stamps[j] = stamps[i]
            distances[j] = distances[i] + 1
    return 8, tail


@kernel
def solve(terminals, capacities, neighbours, tree):
    """Cut a graph; `tree` (n + 1,) int8 ends as SOURCE where a pixel stays linked to the source.

    terminals (n,) int32: capacity from the source, less that to the sink; capacities (n + 1, 8) int32 to
    neighbours (n + 1, 8) int32 in the order of ROWS and COLUMNS; the last row stands for pixels that are
    not there: capacities 0. All but `neighbours` are overwritten by what is left of them.
    """
    n = len(terminals)
    parents = np.empty(n + 1, np.int8)
    stamps = np.zeros(n + 1, np.int32)
    distances = np.zeros(n + 1, np.int32)
    queue = np.empty(n + 1, np.int32)
    queued = np.zeros(n + 1, np.bool_)
    orphans = np.empty(n + 1, np.int32)
    _push_direct(terminals, capacities, neighbours)
    tail = _initialise_trees(terminals, neighbours, tree, parents, distances, queue, queued)
    head, time = 0, 0
    while head != tail:
        i = queue[head]
        head = head + 1 if head < n else 0
        queued[i] = False
        d = 0
        while d < 8 and tree[i] != FREE:
            d, tail = _grow_tree(
                i, d, capacities, neighbours, tree, parents, stamps, distances, queue, queued, tail
            )
            if d == 8:
                break
            time += 1
            j = neighbours[i, d]
            if tree[i] == SOURCE:
                end = _augment(i, j, d, terminals, capacities, neighbours, parents, orphans)
            else:
                end = _augment(j, i, d ^ 1, terminals, capacities, neighbours, parents, orphans)
            begin = 0
            while begin != end:
                orphan = orphans[begin]
                begin = begin + 1 if begin < n else 0
                if not _adopt(orphan, time, capacities, neighbours, tree, parents, stamps, distances):
                    end, tail = _release(
                        orphan,
                        capacities,
                        neighbours,
                        tree,
                        parents,
                        orphans,
                        end,
                        queue,
                        queued,
                        tail,
                    )


@kernel
def squared_differences(picture, links):
    """Write squared differences between neighbours into `links` (4, h, w); return their mean.

    picture (h, w, c) float32; neighbours in the east, south, south-east and south-west; 0 past the edge.
    """
    height, width, n_channels = picture.shape
    total = 0.0
    for y in range(height):
        for x in range(width):
            for direction in range(4):
                row, column = y + ROWS[2 * direction], x + COLUMNS[2 * direction]
                squared = 0.0
                if row < height and 0 <= column < width:
                    for c in range(n_channels):
                        difference = np.float64(picture[y, x, c] - picture[row, column, c])
                        squared += difference * difference
                links[direction, y, x] = squared
                total += squared
    n_links = 4 * height * width - 3 * height - 3 * width + 2
    return total / max(n_links, 1)


@kernel
def link_capacities(links, rate, strength, out):
    """Write strength * exp(-rate * links) over the distance of both pixels into `out` (4, h, w) int32.

    links (4, h, w) float32: squared differences.
    """
    _, height, width = links.shape
    for direction in range(4):
        scale = strength if direction < 2 else strength * np.float32(np.sqrt(0.5))
        for y in range(height):
            for x in range(width):
                out[direction, y, x] = np.int32(
                    scale * np.exp(-rate * links[direction, y, x]) + np.float32(0.5)
                )
