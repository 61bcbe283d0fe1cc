"""Compiled contour tracing along the sides of pixels."""

from gmmseg.jit_kernels import kernel

# Headings: west, south, east, north; the pixel on the left of each lies inside.
STEP_X = (-1, 0, 1, 0)
STEP_Y = (0, 1, 0, -1)
AHEAD_LEFT_X, AHEAD_LEFT_Y = (-1, 0, 0, -1), (0, 0, -1, -1)  # from a corner, where the pixels ahead lie
AHEAD_RIGHT_X, AHEAD_RIGHT_Y = (-1, -1, 0, 0), (-1, 0, 0, -1)


@kernel
def rings(pieces, walked, points, ends, owners):
    """Walk along every outline of the pieces (h, w), numbered from 1; return how many rings there are.

    Of ring r, `points` (n, 2) gets the corners x, y up to ends[r], `owners` the piece; a piece's outer ring
    comes before its holes. With empty `points` nothing but ends[0], the number of all corners, is written.
    `walked` (h, w) must be 0: it marks upper sides of pixels that a ring has passed.
    """
    h, w = pieces.shape
    n, r = 0, 0
    for row in range(h):
        for column in range(w):
            piece = pieces[row, column]
            if piece == 0 or walked[row, column] or (row > 0 and pieces[row - 1, column] == piece):
                continue
            x, y, heading = column + 1, row, 0
            while not (heading == 0 and walked[y, x - 1]):
                if heading == 0:
                    walked[y, x - 1] = 1
                x += STEP_X[heading]
                y += STEP_Y[heading]
                left_x, left_y = x + AHEAD_LEFT_X[heading], y + AHEAD_LEFT_Y[heading]
                right_x, right_y = x + AHEAD_RIGHT_X[heading], y + AHEAD_RIGHT_Y[heading]
                left = 0 <= left_x < w and 0 <= left_y < h and pieces[left_y, left_x] == piece
                right = 0 <= right_x < w and 0 <= right_y < h and pieces[right_y, right_x] == piece
                if left and not right:
                    continue
                if points.size > 0:
                    points[n, 0] = x
                    points[n, 1] = y
                n += 1
                # Crossing where a piece touches itself at a corner keeps rings from touching themselves.
                heading = (heading + (3 if right else 1)) % 4
            if points.size > 0:
                ends[r] = n
                owners[r] = piece
            r += 1
    if points.size == 0:
        ends[0] = n
    return r
