#!/usr/bin/env python3
"""Draws the packages' icon, an ear of wheat: eng/make-icon.py src/icon.png. Needs Python alone."""
import math
import struct
import sys
import zlib

SIZE, SAMPLES = 128, 4
GROUND, EAR, LEFT_BEHIND = (31, 58, 61), (240, 190, 80), (122, 140, 128)
# Grains as (x, y, angle in degrees, colour): pairs up the stem, one on top, and one on the ground, which the reapers left.
GRAINS = [(0.5 + side * 0.105, y, side * 32, EAR) for y in (0.66, 0.53, 0.40, 0.27) for side in (-1, 1)]
GRAINS += [(0.5, 0.165, 0, EAR), (0.80, 0.85, 75, LEFT_BEHIND)]


def colour(x, y):
    """The colour at a point of the unit square, and how opaque it is."""
    corner = 0.18
    dx, dy = max(abs(x - 0.5) - 0.5 + corner, 0), max(abs(y - 0.5) - 0.5 + corner, 0)
    if math.hypot(dx, dy) > corner:
        return GROUND, 0
    for grain_x, grain_y, angle, fill in GRAINS:
        turn = math.radians(angle)
        along = (x - grain_x) * math.sin(turn) - (y - grain_y) * math.cos(turn)
        across = (x - grain_x) * math.cos(turn) + (y - grain_y) * math.sin(turn)
        if (along / 0.085) ** 2 + (across / 0.045) ** 2 < 1:
            return fill, 1
    if abs(x - 0.5) < 0.014 and 0.25 < y < 0.88:
        return EAR, 1
    return GROUND, 1


def pixel(column, row):
    points = [colour((column + (i + 0.5) / SAMPLES) / SIZE, (row + (j + 0.5) / SAMPLES) / SIZE) for i in range(SAMPLES) for j in range(SAMPLES)]
    seen = [shade for shade, opaque in points if opaque] or [GROUND]
    return bytes(round(sum(shade[channel] for shade in seen) / len(seen)) for channel in range(3)) + bytes(
        [round(255 * sum(opaque for _, opaque in points) / len(points))])


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


rows = b"".join(b"\0" + b"".join(pixel(column, row) for column in range(SIZE)) for row in range(SIZE))
with open(sys.argv[1], "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", SIZE, SIZE, 8, 6, 0, 0, 0))
               + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
