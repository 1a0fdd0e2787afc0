"""Photographs for tests, each from its own number."""

from __future__ import annotations

import random
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw


def scene(number: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with shapes like no other number's."""
    chance = random.Random(number)  # noqa: S311 - the same picture every time
    picture = Image.new("RGB", size, tuple(chance.randrange(256) for _ in range(3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        left, top = chance.randrange(size[0]), chance.randrange(size[1])
        width, height = chance.randrange(40, size[0] // 2), chance.randrange(40, size[1] // 2)
        colour = tuple(chance.randrange(256) for _ in range(3))
        pen.rectangle((left, top, left + width, top + height), fill=colour)
    return picture


def jpeg(picture: Image.Image, **options: Any) -> bytes:
    target = BytesIO()
    picture.save(target, "JPEG", **options)
    return target.getvalue()


def png(picture: Image.Image) -> bytes:
    target = BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def photo(number: int = 1) -> bytes:
    """A photograph as a phone sends it."""
    return jpeg(scene(number), quality=90)
