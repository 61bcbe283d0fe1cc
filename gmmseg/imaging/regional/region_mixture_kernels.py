"""Compiled loops of mixtures in regions: which components lie near each other, and where they touch."""

import numpy as np

from gmmseg.jit_kernels import kernel, part

NEAR = 2  # pixels, along rows and columns


@kernel
def near_components(components, regions, out):
    """Write which components of a pixel's own region lie within `NEAR` pixels of it, a bit for each.

    components (h, w) int16: index within the region, -1 where there is none; regions (h, w) int32;
    out (h, w) uint64.
    """
    height, width = components.shape
    bits, along = np.zeros(width + 2 * NEAR, np.uint64), np.zeros((2 * NEAR + 1, width), np.uint64)
    is_even = np.empty((2 * NEAR + 1, width), np.bool_)  # whether a row has one region as far as it is near
    for y in range(-NEAR, height):
        ring = (y + NEAR) % (2 * NEAR + 1)
        if y + NEAR < height:
            _look_along(components[y + NEAR], regions[y + NEAR], bits, along[ring], is_even[ring])
        if y < 0:
            continue
        top, bottom = max(y - NEAR, 0), min(y + NEAR + 1, height)
        found, own = out[y], regions[y]
        even_here = np.ones(width, np.bool_)
        for x in range(width):
            found[x] = np.uint64(0)
        for row in range(top, bottom):
            other, here, even = regions[row], along[row % (2 * NEAR + 1)], is_even[row % (2 * NEAR + 1)]
            for x in range(width):
                found[x] |= here[x]
                even_here[x] &= even[x] & (other[x] == own[x])
        for x in range(width):
            if components[y, x] < 0:
                found[x] = np.uint64(0)
            elif not even_here[x]:
                found[x] = _near_pixel(components, regions, y, x)


@part
def _look_along(components, regions, bits, out, is_even):
    """Write the bits of the components within `NEAR` pixels along a row, and if all are of one region."""
    width = components.size
    for x in range(width):
        bits[NEAR + x] = np.uint64(1) << np.uint64(components[x]) if components[x] >= 0 else np.uint64(0)
        out[x] = np.uint64(0)
        is_even[x] = True
    for step in range(2 * NEAR + 1):
        piece = bits[step : step + width]
        for x in range(width):
            out[x] |= piece[x]
    for step in range(1, min(NEAR, width - 1) + 1):
        left, right, n = regions[: width - step], regions[step:], width - step
        first, second = is_even[:n], is_even[step:]
        for x in range(n):
            first[x] &= left[x] == right[x]
        for x in range(n):
            second[x] &= left[x] == right[x]


@part
def _near_pixel(components, regions, y, x):
    """Return the bits of the components of a pixel's own region that are near."""
    height, width = components.shape
    bits = np.uint64(0)
    for row in range(max(y - NEAR, 0), min(y + NEAR + 1, height)):
        for column in range(max(x - NEAR, 0), min(x + NEAR + 1, width)):
            if regions[row, column] == regions[y, x] and components[row, column] >= 0:
                bits |= np.uint64(1) << np.uint64(components[row, column])
    return bits


@kernel
def count_neighbourhoods(components, regions, near, out):
    """Count the pixels of each component by what lies near them.

    components (h, w), regions (h, w), near (h, w) as above, of at most 3 components a region;
    out (n_regions, 3, 8) int64: region, component, bits.
    """
    height, width = components.shape
    for y in range(height):
        for x in range(width):
            if components[y, x] >= 0:
                out[regions[y, x], components[y, x], near[y, x]] += 1


@kernel
def add_contacts(components, regions, near, planes, numbers, steps):
    """Add up pairs of neighbouring pixels of one region by their components, and their squared difference.

    components, regions, near (h, w) as above; planes (d, h, w) float32; numbers and steps
    (n_regions, k, k) float64. Pairs with a third component near do not count.
    """
    height, width = components.shape
    for y in range(height):
        for x in range(width):
            if components[y, x] < 0:
                continue
            for down in range(2):
                row, column = y + down, x + 1 - down
                if row == height or column == width or regions[row, column] != regions[y, x]:
                    continue
                first, second = components[y, x], components[row, column]
                if second < 0:
                    continue
                both = np.uint64(1) << np.uint64(first) | np.uint64(1) << np.uint64(second)
                if (near[y, x] | near[row, column]) & ~both:
                    continue
                step = 0.0
                for d in range(planes.shape[0]):
                    step += (planes[d, row, column] - planes[d, y, x]) ** 2
                region = regions[y, x]
                numbers[region, first, second] += 1
                steps[region, first, second] += step
                numbers[region, second, first] += 1
                steps[region, second, first] += step


@kernel
def crossing_contacts(components, regions, near, planes, k, codes, steps):
    """Write pairs of neighbouring pixels of two regions by their components, and their squared difference.

    components, regions, near (h, w), planes (d, h, w) as above; codes int64 and steps float64, each of
    twice as many entries as there are pixels. A code is first * 2**31 + second, of the numbers
    region * k + component, the smaller first. Pixels with another component of their region near do not
    count. Returns how many there are.
    """
    height, width = components.shape
    n = 0
    for y in range(height):
        for x in range(width):
            if components[y, x] < 0:
                continue
            for down in range(2):
                row, column = y + down, x + 1 - down
                if row == height or column == width or regions[row, column] == regions[y, x]:
                    continue
                first, second = np.int64(components[y, x]), np.int64(components[row, column])
                if second < 0 or near[y, x] != np.uint64(1) << np.uint64(first):
                    continue
                if near[row, column] != np.uint64(1) << np.uint64(second):
                    continue
                step = 0.0
                for d in range(planes.shape[0]):
                    step += (planes[d, row, column] - planes[d, y, x]) ** 2
                first += np.int64(regions[y, x]) * k
                second += np.int64(regions[row, column]) * k
                codes[n] = min(first, second) * 2**31 + max(first, second)
                steps[n] = step
                n += 1
    return n


@kernel
def interior(regions, margin, out):
    """Write whether all pixels within `margin` pixels along rows and columns are of the same region.

    regions (h, w) int32, out (h, w) bool.
    """
    height, width = regions.shape
    for y in range(height):
        for x in range(width):
            own, inside = regions[y, x], True
            for row in range(max(y - margin, 0), min(y + margin + 1, height)):
                for column in range(max(x - margin, 0), min(x + margin + 1, width)):
                    if regions[row, column] != own:
                        inside = False
                        break
                if not inside:
                    break
            out[y, x] = inside
