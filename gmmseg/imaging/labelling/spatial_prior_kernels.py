"""Compiled loops of the spatial prior.

Rows pass through all rounds as in a pipeline: when one row enters, the row before it takes its first
round, the one before that its second, and so on. Only the few rows that are still needed are kept, in
ring buffers, so that all of it stays in the processor's cache. Each row is cut into tiles, and in each
tile only those segments are updated that can reach a share of any importance, mostly one or two: those
that have a posterior there or, as messages travel one pixel a round, so near that they may have arrived
by this round. Whether they have is known from as many rows around as there were rounds, so that stripes
give what the whole picture gives.

Rows of distributions have a guard of one zero on either side, and zeros up to the end of the last tile; a
neighbour that does not exist has the weight 0. Arrays in inner loops are flat and indexed by unsigned
whole numbers: only then are the loops vectorised.
"""

import numpy as np

from gmmseg.jit_kernels import kernel, part

TILE = 128  # pixels; loops over fewer than 64 are written out instead of made vectors, more leave out less
ROUNDS = 6  # more change nothing that is seen
KEPT = 4  # rows of beliefs after each round: three are heard
DEPTH = 8  # rows on their way: the one that comes in, and one for each round
FAINTEST = np.float32(1e-6)  # a posterior below it is taken for it: models are never so sure
UNHEARD = np.float32(1e-4)  # a segment that nowhere in a tile can come to hold more is left out there
NOTHING = np.float32(1e-30)  # keeps what nobody believes in from being divided by 0
STEEP = np.float32(60)  # powers of 2 far above it are no numbers any more
LOG2E = np.float32(1.4426950408889634)

N, ONE, TWO = np.uintp(TILE), np.uintp(1), np.uintp(2)
# Where in a tile of ties those to each neighbour begin.
EIGHT = np.uintp(8 * TILE)  # a tile of ties
W, E, NW, NO, NE, SW, SO, SE = (np.uintp(side * TILE) for side in range(8))


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
def smooth_rows(begin, end, planes, posterior, usable, how, wanted, rings, sure, out):
    """Enter rows `begin` to `end`, and write those that have completed all rounds.

    planes (c, h, w) float32: what the picture looks like; posterior (k, h, w) float32; usable (h, w) bool:
    others are not heard; how (2,) float32: strength, and 1 over twice the squared difference that fades a
    tie; wanted (2,): first and last + 1 of the rows that are; rings: as `smoothing` makes them; sure
    (k, h, w) float32, or empty: probabilities; out (h, w) uint16: the most believed segment. The rows from h
    to h + `ROUNDS` are none: they let the last ones out.
    """
    k, height, width = posterior.shape
    beliefs, ties, links, heard, worked, faint = rings[:6]
    n_tiles, size = np.uintp(-(-width // TILE)), links.shape[2]
    row_size = np.uintp(k * size)
    steep = how[0] * LOG2E * np.float32(8) > STEEP
    for row in range(begin, end):
        if row < height:
            come_in(row, posterior, usable, beliefs, worked[0], faint[row % DEPTH])
            tie_to_right(row, planes, usable, how[1], links[row % 2, 0])
        if 0 < row <= height:
            tie_down(row - 1, planes, usable, how[1], links[(row - 1) % 2])
            gather(n_tiles, row - 1, links, how[0] * LOG2E, ties)
            choose(n_tiles, row - 1, beliefs, ties, worked[0, row - 1], heard[(row - 1) % DEPTH])
        for r in range(1, ROUNDS + 1):
            y = row - r
            if max(wanted[0] - (ROUNDS - r), 0) <= y < min(wanted[1] + (ROUNDS - r), height):
                take_round(n_tiles, r, y, k, steep, rings)
        y = row - ROUNDS
        if wanted[0] <= y < wanted[1]:
            let_out(n_tiles, y, beliefs, worked[ROUNDS, y], out[y])
            if sure.size > 0:
                at = place(ROUNDS, y, row_size)
                for c in range(k):
                    first = at + np.uintp(c * size + 1)
                    for x in range(width):
                        sure[c, y, x] = beliefs[first + np.uintp(x)]


@part
def place(r, y, row_size):
    """Return where in the ring of beliefs row y is as it stands after round r; r = 0 are posteriors."""
    if r == 0:
        return np.uintp(y % DEPTH) * row_size
    return np.uintp(DEPTH + (r - 1) * KEPT + y % KEPT) * row_size


@part
def come_in(row, posterior, usable, beliefs, present, faint):
    """Take over the posteriors of a row where there are any, 0 where it is not usable.

    present (h, tiles, k) bool: whether there are, in a tile or so near that they may come to it; faint, a
    row: what stands for those that are too faint.
    """
    k, _, width = posterior.shape
    size = np.uintp(faint.size)
    first, last = np.uintp(row % DEPTH) * size * np.uintp(k) + ONE, row - DEPTH
    for x in range(width):
        faint[1 + x] = FAINTEST * np.float32(usable[row, x])
    for c in range(k):
        find(posterior[c, row], present[row], c)
        source = posterior[c, row]
        for tile in range(present.shape[1]):
            begin = tile * TILE
            at = first + np.uintp(begin)
            if present[row, tile, c]:
                target = beliefs[at : at + np.uintp(min(TILE, width - begin))]
                take_over(source, begin, usable[row], target)
            elif last >= 0 and present[last, tile, c]:
                fill(beliefs, at, np.float32(0))
        first += size


@part
def find(source, present, c):
    """Mark the tiles of a row that a segment is in, or so near that it may come to them."""
    n_tiles, width = present.shape[0], source.size
    for tile in range(n_tiles):
        begin, end = tile * TILE, min(tile * TILE + TILE, width)
        if largest_of(source, begin, end) > FAINTEST:
            present[tile, c] = True
            if tile > 0 and largest_of(source, begin, min(begin + ROUNDS, end)) > FAINTEST:
                present[tile - 1, c] = True
            if tile + 1 < n_tiles and largest_of(source, end - ROUNDS, end) > FAINTEST:
                present[tile + 1, c] = True


@part
def largest_of(source, begin, end):
    """Return the largest number of a piece of a row, or 0."""
    found = np.float32(0)
    for x in range(begin, end):
        found = max(found, source[x])
    return found


@part
def take_over(source, begin, usable, out):
    """Write a tile's posteriors, none of them fainter than the faintest, 0 where not usable."""
    for i in range(out.size):
        out[i] = max(source[begin + i], FAINTEST) * np.float32(usable[begin + i])


@part
def tie_to_right(row, planes, usable, precision, out):
    """Write the weight between every pixel of a row and its right neighbour; out has a guard."""
    n = usable.shape[1] - 1
    squares = np.zeros(n, np.float32)
    for c in range(planes.shape[0]):
        add_square(planes[c, row, :n], planes[c, row, 1:], squares)
    fade(squares, usable[row, :n], usable[row, 1:], precision, np.float32(1), out[1 : 1 + n])


@part
def tie_down(row, planes, usable, precision, out):
    """Write the weights between every pixel of a row and those below: left, straight, right."""
    height, width = usable.shape
    if row + 1 == height:
        out[1:] = np.float32(0)
        return
    squares = np.empty(width, np.float32)
    for side in range(1, 4):
        right = side - 2
        first, n = max(0, -right), width - abs(right)
        there = slice(first + right, first + right + n)
        squares[:] = np.float32(0)
        for c in range(planes.shape[0]):
            add_square(planes[c, row, first : first + n], planes[c, row + 1, there], squares)
        nearness = np.float32(1.0 if side == 2 else np.sqrt(0.5))
        here = usable[row, first : first + n]
        fade(squares, here, usable[row + 1, there], precision, nearness, out[side, 1 + first : 1 + first + n])


@part
def add_square(here, there, out):
    """Add the squared difference of two rows."""
    for x in range(here.size):
        difference = here[x] - there[x]
        out[x] += difference * difference


@part
def fade(squares, here, there, precision, nearness, out):
    """Write the weights of a row of pixels from squared differences, 0 where one of a pair is not usable."""
    sharpness, most = precision * LOG2E, nearness * np.float32(2.0**-60)
    for x in range(here.size):
        likeness = power_of_2(max(STEEP - squares[x] * sharpness, np.float32(0)))
        out[x] = np.float32(here[x] & there[x]) * most * likeness


@part
def gather(n_tiles, row, links, strength, ties):
    """Write the weights of a row to all eight neighbours, times the strength, tile by tile."""
    below, above = links[row % 2], links[(row + 1) % 2]
    beside, left, straight, right = below[0], below[1], below[2], below[3]
    from_right, from_above, from_left = above[1], above[2], above[3]
    at, first = tile_of(n_tiles, row), np.uintp(0)
    for _ in range(n_tiles):
        shift(beside, first, strength, ties, at + W)
        shift(beside, first + ONE, strength, ties, at + E)
        shift(from_left, first, strength, ties, at + NW)
        shift(from_above, first + ONE, strength, ties, at + NO)
        shift(from_right, first + TWO, strength, ties, at + NE)
        shift(left, first + ONE, strength, ties, at + SW)
        shift(straight, first + ONE, strength, ties, at + SO)
        shift(right, first + ONE, strength, ties, at + SE)
        at += EIGHT
        first += N


@part
def tile_of(n_tiles, row):
    """Return where the weights of a row's first tile begin."""
    return np.uintp(row % DEPTH) * n_tiles * EIGHT


@part
def shift(source, first, strength, out, at):
    """Write a tile's worth of a row from a column on."""
    for i in range(N):
        out[at + i] = source[first + i] * strength


@part
def choose(n_tiles, row, beliefs, ties, present, heard):
    """Write of each tile of a row which segments can come to hold a share, (tiles, k) bool.

    A segment's belief is at most its posterior, times e to what it may be told, over the largest posterior.
    """
    largest, most = np.empty(TILE, np.float32), np.empty(TILE, np.float32)
    k, size = np.uintp(present.shape[1]), n_tiles * N + TWO
    told, first = tile_of(n_tiles, row), place(0, row, size * k) + ONE
    for tile in range(n_tiles):
        largest[:] = NOTHING
        for c in range(k):
            if present[tile, c]:
                raise_to(beliefs, first + c * size, largest)
        bound(ties, told, largest, most)
        is_faint_heard = FAINTEST * loudest(largest, most) > UNHEARD
        for c in range(k):
            if present[tile, c]:
                heard[tile, c] = is_heard(beliefs, first + c * size, most)
            else:
                heard[tile, c] = is_faint_heard
        told += EIGHT
        first += N


@part
def loudest(largest, most):
    """Return how much a usable pixel's posterior can grow at most in a tile."""
    found = np.float32(0)
    for i in range(N):
        found = max(found, most[i] if largest[i] > NOTHING else np.float32(0))
    return found


@part
def raise_to(beliefs, first, largest):
    """Raise `largest` to a tile's beliefs where they are larger."""
    for i in range(N):
        largest[i] = max(largest[i], beliefs[first + i])


@part
def bound(ties, at, largest, out):
    """Write how much a pixel's posteriors can grow at most."""
    for i in range(N):
        told = ties[at + i] + ties[at + E + i] + ties[at + NW + i] + ties[at + NO + i]
        told += ties[at + NE + i] + ties[at + SW + i] + ties[at + SO + i] + ties[at + SE + i]
        out[i] = power_of_2(min(told, STEEP)) / largest[i]


@part
def is_heard(beliefs, first, most):
    """Return whether a segment can reach a share of any importance in a tile."""
    out = np.int32(0)
    for i in range(N):
        out |= np.int32(beliefs[first + i] * most[i] > UNHEARD)
    return out != 0


@part
def take_round(n_tiles, r, y, k, steep, rings):
    """Write what each pixel of row y believes once it has heard its neighbours for the r-th time."""
    beliefs, ties, _, heard, worked, faint, sole, field = rings
    k, size = np.uintp(k), n_tiles * N + TWO
    above = place(r - 1, y + (DEPTH if r == 1 else KEPT) - 1, size * k)
    here, below = place(r - 1, y, size * k), place(r - 1, y + 1, size * k)
    prior, out = place(0, y, size * k) + ONE, place(r, y, size * k) + ONE
    told = tile_of(n_tiles, y)
    total, chosen = np.empty(TILE, np.float32), np.empty(k, np.uintp)
    for tile in range(n_tiles):
        first = tile * N
        n = spread(r, y, tile, heard[y % DEPTH, tile], worked, chosen)
        forget(r, y, tile, worked, beliefs, out + first, size)
        if n == ONE:
            c = chosen[0]
            if sole[r - 1, y % KEPT, tile] != c + ONE:
                fill(beliefs, out + first + c * size, np.float32(1))
                sole[r - 1, y % KEPT, tile] = c + ONE
        else:
            sole[r - 1, y % KEPT, tile] = 0
            for m in range(n):
                c = first + chosen[m] * size
                hear(ties, told, beliefs, above + c, here + c, below + c, field, m * N)
            if steep:
                level(field, n, total)
            total[:] = NOTHING
            for m in range(n):
                if worked[0, y, tile, chosen[m]]:
                    weigh(field, m * N, beliefs, prior + first + chosen[m] * size, total)
                else:
                    weigh(field, m * N, faint[y % DEPTH], first + ONE, total)
            invert(total)
            for m in range(n):
                divide(field, m * N, total, beliefs, out + first + chosen[m] * size)
        told += EIGHT


@part
def spread(r, y, tile, heard, worked, chosen):
    """Write which segments are worked on in a tile in the r-th round, and return how many.

    worked (rounds + 1, h, tiles, k) bool: the same, of which the first are those that have posteriors there.
    """
    n = 0
    for c in range(heard.size):
        is_near = worked[r - 1, y, tile, c]
        is_near |= y > 0 and worked[r - 1, y - 1, tile, c]
        is_near |= y + 1 < worked.shape[1] and worked[r - 1, y + 1, tile, c]
        if heard[c] and is_near:
            worked[r, y, tile, c] = True
            chosen[n] = c
            n += 1
    return np.uintp(n)


@part
def forget(r, y, tile, worked, beliefs, first, size):
    """Write 0 for the segments of a tile that are not worked on, but were in the row that lay here before."""
    last = y - KEPT
    if last < 0:
        return
    for c in range(worked.shape[3]):
        if worked[r, last, tile, c] and not worked[r, y, tile, c]:
            fill(beliefs, first + np.uintp(c) * size, np.float32(0))


@part
def fill(beliefs, first, value):
    """Give a tile's worth of a segment one belief."""
    for i in range(N):
        beliefs[first + i] = value


@part
def hear(ties, told, beliefs, above, here, below, out, at):
    """Add up the weighted beliefs of a tile's neighbours, in rows that begin at three places."""
    for i in range(N):
        t = told + i
        heard = ties[t] * beliefs[here + i] + ties[t + E] * beliefs[here + i + TWO]
        heard += ties[t + NW] * beliefs[above + i] + ties[t + NO] * beliefs[above + i + ONE]
        heard += ties[t + NE] * beliefs[above + i + TWO] + ties[t + SW] * beliefs[below + i]
        heard += ties[t + SO] * beliefs[below + i + ONE] + ties[t + SE] * beliefs[below + i + TWO]
        out[at + i] = heard


@part
def level(field, n, largest):
    """Move a tile's log odds so that the largest stand at `STEEP` and none is below 0."""
    largest[:] = np.float32(0)
    for m in range(n):
        raise_to(field, m * N, largest)
    for m in range(n):
        at = m * N
        for i in range(N):
            field[at + i] = max(field[at + i] - largest[i] + STEEP, np.float32(0))


@part
def weigh(field, at, beliefs, prior, total):
    """Turn a segment's log odds into its weight, and add it to the total."""
    for i in range(N):
        weight = power_of_2(field[at + i]) * beliefs[prior + i]
        field[at + i] = weight
        total[i] += weight


@part
def invert(total):
    """Turn totals into what weights are multiplied by to sum to 1."""
    for i in range(total.size):
        total[i] = np.float32(1) / total[i]


@part
def divide(field, at, share, beliefs, out):
    """Write beliefs: weights over their total."""
    for i in range(N):
        beliefs[out + i] = field[at + i] * share[i]


@part
def let_out(n_tiles, y, beliefs, worked, out):
    """Write the index of the largest belief, the first of equals, for a row that has gone through."""
    k, width = np.uintp(worked.shape[1]), np.uintp(out.size)
    size = n_tiles * N + TWO
    row = place(ROUNDS, y, size * k) + ONE
    best = np.empty(TILE, np.float32)
    for tile in range(n_tiles):
        first, n, one = tile * N, 0, np.uintp(0)
        for c in range(k):
            if worked[tile, c]:
                n, one = n + 1, np.uintp(c) if n == 0 else one
        here = min(N, width - first)
        for i in range(here):
            out[first + i] = one
        if n > 1:
            best[:] = np.float32(-1)
            for c in range(k):
                if worked[tile, c]:
                    prefer(c, here, beliefs, row + np.uintp(c) * size + first, best, out, first)


@part
def prefer(c, n, beliefs, first, best, out, at):
    """Write c where its belief is larger than the best so far."""
    for i in range(n):
        belief = beliefs[first + i]
        out[at + i] = c if belief > best[i] else out[at + i]
        best[i] = max(best[i], belief)
