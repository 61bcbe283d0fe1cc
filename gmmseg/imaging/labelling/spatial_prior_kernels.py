"""Compiled loops of the spatial prior: synchronous mean-field updates of all pixels.

Rows pass through all rounds as in a pipeline: when one row enters, the row before it takes its first
round, the one before that its second, and so on. Only the few rows that are still needed are kept, in
ring buffers, so that all of it stays in the processor's cache. Each row is cut into tiles, and in each
tile only those segments are updated that can reach a share of any importance, mostly one or two: those
that have a posterior there or, as messages travel one pixel a round, so near that they may have arrived
by this round. Whether they have is known from as many rows around as there were rounds, so that stripes
give what the whole picture gives. Where a tile and the rows around it have one segment alone, known
beforehand, its marginals are 1, and neither posteriors nor pairwise weights are looked at.

Rows of marginals have a guard of one zero on either side, and zeros up to the end of the last tile; a
neighbour that does not exist has the weight 0. Arrays in inner loops are flat and indexed by unsigned
whole numbers: only then are the loops vectorised.
"""

import numpy as np

from gmmseg.jit_kernels import kernel, part

TILE = 128  # pixels; loops over fewer than 64 are written out instead of made vectors, more leave out less
ROUNDS = 6  # more change nothing that is seen
RING_ROWS = 4  # rows of marginals after each round: an update reads three
DEPTH = 8  # rows on their way: the one that is loaded, and one for each round
LEAST_POSTERIOR = np.float32(1e-6)  # a posterior below it is taken for it: models are never so sure
NEGLIGIBLE = np.float32(1e-4)  # a segment that nowhere in a tile can come to hold more is left out there
TINY = np.float32(1e-30)  # keeps a total of 0 from being divided by
LARGEST_EXPONENT = np.float32(60)  # powers of 2 far above it are no numbers any more
LOG2E = np.float32(1.4426950408889634)

N, ONE, TWO = np.uintp(TILE), np.uintp(1), np.uintp(2)
# Where in a tile of pairwise weights those to each neighbour begin.
EIGHT = np.uintp(8 * TILE)  # a tile of pairwise weights
W, E, NW, NORTH, NE, SW, SOUTH, SE = (np.uintp(side * TILE) for side in range(8))


@part
def power_of_2(x):
    """Return 2**x of a float32 from 0 to 127; relative error 4e-6.

    By the bits of the number, so that loops over pixels stay vectors; the library's would be a call each.
    """
    whole = np.int32(x)
    f = x - np.float32(whole)
    p = np.float32(0.051744998) + f * np.float32(0.013670309)
    p = np.float32(0.24160436) + f * p
    p = np.float32(0.69297292) + f * p
    p = np.float32(1.0000035) + f * p
    return np.int32(np.float32(p).view(np.int32) + np.int32(whole << np.int32(23))).view(np.float32)


@kernel
def smooth_rows(  # noqa: C901 - the pipeline, step by step
    begin, end, planes, posterior, usable, only, parameters, rows, buffers, probabilities, out
):
    """Enter rows `begin` to `end`, and write those that have completed all rounds.

    planes (c, h, w) float32: what the picture looks like; posterior (k, h, w) float32; usable (h, w) bool:
    others send no messages; only (h, tiles) uint16: the segment, counted from 1, that alone has a posterior
    in a tile of usable pixels and so near that messages may come from there, 0 where it is not known to be
    one: posteriors are not read where it is; parameters (2,) float32: strength, and the precision of edges,
    1 over twice the squared difference; rows (2,): first and last + 1 of those wanted; buffers: as
    `spatial_prior` makes them; probabilities (k, h, w) float32, or empty: the marginals; out
    (h, w) uint16: the most probable segment. The rows from h to h + `ROUNDS` do not exist: entering
    them completes the last ones.
    """
    k, height, width = posterior.shape
    marginals, weights, edges, candidates, active, floor = buffers[:6]
    n_tiles, size = np.uintp(-(-width // TILE)), edges.shape[2]
    row_size = np.uintp(k * size)
    may_overflow = parameters[0] * LOG2E * np.float32(8) > LARGEST_EXPONENT
    mixed, squares = np.empty((2, only.shape[1]), np.bool_), np.empty(width, np.float32)
    if 0 < begin <= height:
        find_mixed(begin - 1, only, mixed[(begin - 1) % 2])
    for row in range(begin, end):
        here, below = mixed[(row + 1) % 2], mixed[row % 2]
        if row < height:
            find_mixed(row, only, below)
            load_row(row, posterior, usable, only[row], marginals, active[0], floor[row % DEPTH])
            weigh_right_edges(row, planes, usable, below, parameters[1], squares, edges[row % 2, 0])
        if 0 < row <= height:
            weigh_lower_edges(
                row - 1, planes, usable, here, below, parameters[1], squares, edges[(row - 1) % 2]
            )
            gather_weights(n_tiles, row - 1, here, edges, parameters[0] * LOG2E, weights)
            find_candidates(
                n_tiles, row - 1, here, marginals, weights, active[0, row - 1], candidates[(row - 1) % DEPTH]
            )
        for r in range(1, ROUNDS + 1):
            y = row - r
            if max(rows[0] - (ROUNDS - r), 0) <= y < min(rows[1] + (ROUNDS - r), height):
                update_row(n_tiles, r, y, k, may_overflow, buffers)
        y = row - ROUNDS
        if rows[0] <= y < rows[1]:
            store_row(n_tiles, y, marginals, active[ROUNDS, y], out[y])
            if probabilities.size > 0:
                at = row_offset(ROUNDS, y, row_size)
                for c in range(k):
                    first = at + np.uintp(c * size + 1)
                    for x in range(width):
                        probabilities[c, y, x] = marginals[first + np.uintp(x)]


@part
def row_offset(r, y, row_size):
    """Return where in the buffer of marginals row y begins as it is after round r; r = 0 are posteriors."""
    if r == 0:
        return np.uintp(y % DEPTH) * row_size
    return np.uintp(DEPTH + (r - 1) * RING_ROWS + y % RING_ROWS) * row_size


@part
def find_mixed(row, only, mixed):
    """Mark the tiles of a row that may come to hold two segments: messages travel a row a round."""
    first, last = max(row - ROUNDS, 0), min(row + ROUNDS + 1, only.shape[0])
    for tile in range(only.shape[1]):
        segment = only[row, tile]
        is_mixed = segment == 0
        for y in range(first, last):
            is_mixed |= only[y, tile] != segment
        mixed[tile] = is_mixed


@part
def load_row(row, posterior, usable, only, marginals, present, floor):
    """Copy the posteriors of a row where there are any, 0 where it is not usable.

    only (tiles,): the segment, counted from 1, of tiles that have one; present (h, tiles, k) bool:
    whether there are, in a tile or so near that messages may bring them; floor, a row: the least posterior,
    which stands for smaller ones.
    """
    k, _, width = posterior.shape
    size = np.uintp(floor.size)
    first, last = np.uintp(row % DEPTH) * size * np.uintp(k) + ONE, row - DEPTH
    for x in range(width):
        floor[1 + x] = LEAST_POSTERIOR * np.float32(usable[row, x])
    for c in range(k):
        mark_present(posterior[c, row], only, present[row], c)
        source = posterior[c, row]
        for tile in range(present.shape[1]):
            begin = tile * TILE
            at = first + np.uintp(begin)
            if present[row, tile, c]:
                target = marginals[at : at + np.uintp(min(TILE, width - begin))]
                if only[tile] != 0:
                    target[:] = np.float32(1)
                else:
                    load_tile(source, begin, usable[row], target)
            elif last >= 0 and present[last, tile, c]:
                fill(marginals, at, np.float32(0))
        first += size


@part
def mark_present(source, only, present, c):
    """Mark the tiles of a row that a segment is in, or so near that messages may bring it there."""
    n_tiles, width = present.shape[0], source.size
    for tile in range(n_tiles):
        begin, end = tile * TILE, min(tile * TILE + TILE, width)
        if only[tile] != 0:
            if only[tile] == c + 1:
                present[max(tile - 1, 0), c] = True
                present[tile, c] = True
                present[min(tile + 1, n_tiles - 1), c] = True
        elif is_in(source, begin, end):
            present[tile, c] = True
            if tile > 0 and is_in(source, begin, min(begin + ROUNDS, end)):
                present[tile - 1, c] = True
            if tile + 1 < n_tiles and is_in(source, end - ROUNDS, end):
                present[tile + 1, c] = True


@part
def is_in(source, begin, end):
    """Return whether a posterior in a piece of a row counts."""
    piece, found = source[begin:end], np.int32(0)
    for i in range(piece.size):
        found |= np.int32(piece[i] > LEAST_POSTERIOR)
    return found != 0


@part
def load_tile(source, begin, usable, out):
    """Write a tile's posteriors, none of them below `LEAST_POSTERIOR`, 0 where not usable."""
    for i in range(out.size):
        out[i] = max(source[begin + i], LEAST_POSTERIOR) * np.float32(usable[begin + i])


@part
def weigh_right_edges(row, planes, usable, mixed, precision, squares, out):
    """Write the pairwise weight of every pixel of a row and its right neighbour; out has a guard.

    mixed (tiles,) bool: where they are needed.
    """
    n = usable.shape[1] - 1
    begin, end = next_run(mixed, mixed, 0, n)
    while begin < end:
        inside = squares[: end - begin]
        inside[:] = np.float32(0)
        for c in range(planes.shape[0]):
            add_square(planes[c, row, begin:end], planes[c, row, begin + 1 : end + 1], inside)
        here, there = usable[row, begin:end], usable[row, begin + 1 : end + 1]
        contrast_weights(inside, here, there, precision, np.float32(1), out[1 + begin : 1 + end])
        begin, end = next_run(mixed, mixed, end, n)


@part
def weigh_lower_edges(row, planes, usable, here, below, precision, squares, out):
    """Write the pairwise weights of every pixel of a row and those below: left, straight, right.

    here, below (tiles,) bool: where the two rows need them.
    """
    height, width = usable.shape
    if row + 1 == height:
        out[1:] = np.float32(0)
        return
    for side in range(1, 4):
        right = side - 2
        inverse_distance = np.float32(1.0 if side == 2 else np.sqrt(0.5))
        last = width - max(0, right)
        begin, end = next_run(here, below, 0, width)
        while begin < end:
            first, until = max(begin, -right), min(end, last)
            inside = squares[: until - first]
            inside[:] = np.float32(0)
            for c in range(planes.shape[0]):
                lower = planes[c, row + 1, first + right : until + right]
                add_square(planes[c, row, first:until], lower, inside)
            contrast_weights(
                inside,
                usable[row, first:until],
                usable[row + 1, first + right : until + right],
                precision,
                inverse_distance,
                out[side, 1 + first : 1 + until],
            )
            begin, end = next_run(here, below, end, width)


@part
def next_run(here, below, begin, width):
    """Return the ends of the next stretch of pixels, from `begin` on, that one of two rows of tiles needs.

    A pixel on either side belongs to it. Its ends are equal where there is none.
    """
    n_tiles = here.size
    tile = (begin + 1) // TILE  # a stretch ends a pixel behind a tile that nobody needs before the next one
    while tile < n_tiles and not (here[tile] or below[tile]):
        tile += 1
    if tile == n_tiles:
        return width, width
    first = max(tile * TILE - 1, begin)
    while tile < n_tiles and (here[tile] or below[tile]):
        tile += 1
    return min(first, width), min(tile * TILE + 1, width)


@part
def add_square(here, there, out):
    """Add the squared difference of two rows."""
    for x in range(here.size):
        difference = here[x] - there[x]
        out[x] += difference * difference


@part
def contrast_weights(squares, here, there, precision, inverse_distance, out):
    """Write pairwise weights from squared differences of colour, 0 where one of a pair is not usable."""
    rate, scale = precision * LOG2E, inverse_distance * np.float32(2.0**-60)
    for x in range(here.size):
        similarity = power_of_2(max(LARGEST_EXPONENT - squares[x] * rate, np.float32(0)))
        out[x] = np.float32(here[x] & there[x]) * scale * similarity


@part
def gather_weights(n_tiles, row, mixed, edges, strength, weights):
    """Write the pairwise weights of a row to all eight neighbours, times the strength, of mixed tiles."""
    below, above = edges[row % 2], edges[(row + 1) % 2]
    beside, left, straight, right = below[0], below[1], below[2], below[3]
    from_right, from_above, from_left = above[1], above[2], above[3]
    at, first = weights_offset(n_tiles, row), np.uintp(0)
    for tile in range(n_tiles):
        if mixed[tile]:
            scale_tile(beside, first, strength, weights, at + W)
            scale_tile(beside, first + ONE, strength, weights, at + E)
            scale_tile(from_left, first, strength, weights, at + NW)
            scale_tile(from_above, first + ONE, strength, weights, at + NORTH)
            scale_tile(from_right, first + TWO, strength, weights, at + NE)
            scale_tile(left, first + ONE, strength, weights, at + SW)
            scale_tile(straight, first + ONE, strength, weights, at + SOUTH)
            scale_tile(right, first + ONE, strength, weights, at + SE)
        at += EIGHT
        first += N


@part
def weights_offset(n_tiles, row):
    """Return where the pairwise weights of a row's first tile begin."""
    return np.uintp(row % DEPTH) * n_tiles * EIGHT


@part
def scale_tile(source, first, strength, out, at):
    """Write a tile's worth of a row from a column on, times the strength."""
    for i in range(N):
        out[at + i] = source[first + i] * strength


@part
def find_candidates(n_tiles, row, mixed, marginals, weights, present, candidates):
    """Write of each tile of a row which segments can come to hold a share, (tiles, k) bool.

    Where it is not mixed, that is the one which is there. A segment's marginal is at most its posterior,
    times e to the sum of the pairwise weights, over the largest posterior.
    """
    largest, growth = np.empty(TILE, np.float32), np.empty(TILE, np.float32)
    k, size = np.uintp(present.shape[1]), n_tiles * N + TWO
    at, first = weights_offset(n_tiles, row), row_offset(0, row, size * k) + ONE
    for tile in range(n_tiles):
        if not mixed[tile]:
            for c in range(k):
                candidates[tile, c] = present[tile, c]
            at += EIGHT
            first += N
            continue
        largest[:] = TINY
        for c in range(k):
            if present[tile, c]:
                take_maximum(marginals, first + c * size, largest)
        bound_growth(weights, at, largest, growth)
        is_floor_candidate = LEAST_POSTERIOR * largest_growth(largest, growth) > NEGLIGIBLE
        for c in range(k):
            if present[tile, c]:
                candidates[tile, c] = is_candidate(marginals, first + c * size, growth)
            else:
                candidates[tile, c] = is_floor_candidate
        at += EIGHT
        first += N


@part
def largest_growth(largest, growth):
    """Return how much a usable pixel's posterior can grow at most in a tile."""
    found = np.float32(0)
    for i in range(N):
        found = max(found, growth[i] if largest[i] > TINY else np.float32(0))
    return found


@part
def take_maximum(marginals, first, largest):
    """Raise `largest` to a tile's values where they are larger."""
    for i in range(N):
        largest[i] = max(largest[i], marginals[first + i])


@part
def bound_growth(weights, at, largest, out):
    """Write how much a pixel's posteriors can grow at most."""
    for i in range(N):
        total = weights[at + i] + weights[at + E + i] + weights[at + NW + i] + weights[at + NORTH + i]
        total += weights[at + NE + i] + weights[at + SW + i] + weights[at + SOUTH + i] + weights[at + SE + i]
        out[i] = power_of_2(min(total, LARGEST_EXPONENT)) / largest[i]


@part
def is_candidate(marginals, first, growth):
    """Return whether a segment can reach a share of any importance in a tile."""
    out = np.int32(0)
    for i in range(N):
        out |= np.int32(marginals[first + i] * growth[i] > NEGLIGIBLE)
    return out != 0


@part
def update_row(n_tiles, r, y, k, may_overflow, buffers):
    """Write the marginals of row y after its r-th mean-field update."""
    marginals, weights, _, candidates, active, floor, only, field = buffers
    k, size = np.uintp(k), n_tiles * N + TWO
    above = row_offset(r - 1, y + (DEPTH if r == 1 else RING_ROWS) - 1, size * k)
    here, below = row_offset(r - 1, y, size * k), row_offset(r - 1, y + 1, size * k)
    unary, out = row_offset(0, y, size * k) + ONE, row_offset(r, y, size * k) + ONE
    at = weights_offset(n_tiles, y)
    total, segments = np.empty(TILE, np.float32), np.empty(k, np.uintp)
    for tile in range(n_tiles):
        first = tile * N
        n = activate(r, y, tile, candidates[y % DEPTH, tile], active, segments)
        clear_inactive(r, y, tile, active, marginals, out + first, size)
        if n == ONE:
            c = segments[0]
            if only[r - 1, y % RING_ROWS, tile] != c + ONE:
                fill(marginals, out + first + c * size, np.float32(1))
                only[r - 1, y % RING_ROWS, tile] = c + ONE
        else:
            only[r - 1, y % RING_ROWS, tile] = 0
            for m in range(n):
                c = first + segments[m] * size
                sum_messages(weights, at, marginals, above + c, here + c, below + c, field, m * N)
            if may_overflow:
                shift_to_largest(field, n, total)
            total[:] = TINY
            for m in range(n):
                if active[0, y, tile, segments[m]]:
                    exponentiate(field, m * N, marginals, unary + first + segments[m] * size, total)
                else:
                    exponentiate(field, m * N, floor[y % DEPTH], first + ONE, total)
            invert(total)
            for m in range(n):
                normalise(field, m * N, total, marginals, out + first + segments[m] * size)
        at += EIGHT


@part
def activate(r, y, tile, candidates, active, segments):
    """Write which segments are updated in a tile in the r-th round, and return how many.

    active (rounds + 1, h, tiles, k) bool: the same, of which the first are those that have posteriors there.
    """
    n = 0
    for c in range(candidates.size):
        is_near = active[r - 1, y, tile, c]
        is_near |= y > 0 and active[r - 1, y - 1, tile, c]
        is_near |= y + 1 < active.shape[1] and active[r - 1, y + 1, tile, c]
        if candidates[c] and is_near:
            active[r, y, tile, c] = True
            segments[n] = c
            n += 1
    return np.uintp(n)


@part
def clear_inactive(r, y, tile, active, marginals, first, size):
    """Write 0 for the segments of a tile that are not active, but were in the row that lay here before."""
    last = y - RING_ROWS
    if last < 0:
        return
    for c in range(active.shape[3]):
        if active[r, last, tile, c] and not active[r, y, tile, c]:
            fill(marginals, first + np.uintp(c) * size, np.float32(0))


@part
def fill(marginals, first, value):
    """Give a tile's worth of a segment one value."""
    for i in range(N):
        marginals[first + i] = value


@part
def sum_messages(weights, first, marginals, above, here, below, out, at):
    """Write the field of a tile: the weighted sum of its neighbours' marginals, in three rows."""
    for i in range(N):
        t = first + i
        total = weights[t] * marginals[here + i] + weights[t + E] * marginals[here + i + TWO]
        total += weights[t + NW] * marginals[above + i] + weights[t + NORTH] * marginals[above + i + ONE]
        total += weights[t + NE] * marginals[above + i + TWO] + weights[t + SW] * marginals[below + i]
        total += (
            weights[t + SOUTH] * marginals[below + i + ONE] + weights[t + SE] * marginals[below + i + TWO]
        )
        out[at + i] = total


@part
def shift_to_largest(field, n, largest):
    """Shift a tile's field so that the largest stand at `LARGEST_EXPONENT` and none is below 0."""
    largest[:] = np.float32(0)
    for m in range(n):
        take_maximum(field, m * N, largest)
    for m in range(n):
        at = m * N
        for i in range(N):
            field[at + i] = max(field[at + i] - largest[i] + LARGEST_EXPONENT, np.float32(0))


@part
def exponentiate(field, at, marginals, unary, total):
    """Turn a segment's field into its weight, e to the field times the posterior, and add it to the total."""
    for i in range(N):
        weight = power_of_2(field[at + i]) * marginals[unary + i]
        field[at + i] = weight
        total[i] += weight


@part
def invert(total):
    """Turn totals into what weights are multiplied by to sum to 1."""
    for i in range(total.size):
        total[i] = np.float32(1) / total[i]


@part
def normalise(field, at, share, marginals, out):
    """Write marginals: weights over their total."""
    for i in range(N):
        marginals[out + i] = field[at + i] * share[i]


@part
def store_row(n_tiles, y, marginals, active, out):
    """Write the index of the largest marginal, the first of equals, for a row after all rounds."""
    k, width = np.uintp(active.shape[1]), np.uintp(out.size)
    size = n_tiles * N + TWO
    row = row_offset(ROUNDS, y, size * k) + ONE
    best = np.empty(TILE, np.float32)
    for tile in range(n_tiles):
        first, n, only_segment = tile * N, 0, np.uintp(0)
        for c in range(k):
            if active[tile, c]:
                n, only_segment = n + 1, np.uintp(c) if n == 0 else only_segment
        here = min(N, width - first)
        for i in range(here):
            out[first + i] = only_segment
        if n > 1:
            best[:] = np.float32(-1)
            for c in range(k):
                if active[tile, c]:
                    update_argmax(c, here, marginals, row + np.uintp(c) * size + first, best, out, first)


@part
def update_argmax(c, n, marginals, first, best, out, at):
    """Write c where its marginal is larger than the best so far."""
    for i in range(n):
        marginal = marginals[first + i]
        out[at + i] = c if marginal > best[i] else out[at + i]
        best[i] = max(best[i], marginal)
