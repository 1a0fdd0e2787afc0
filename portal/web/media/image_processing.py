"""What is done with a photograph's bytes: measured, made upright and small, all else dropped, fingerprinted.

Also a program of its own, run by `uploads` in a child process with little memory and time: bytes in, JPEG out.
"""

import sys
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
# A phone's JPEG or HEIC with smaller pictures or a depth behind it: only the first is looked at.
ALL_FORMATS = {"MPO", "HEIF"}
HEIF_FORMATS = ("HEIF", "AVIF")
# What these two begin with, behind four bytes. Only the child process looks into them.
HEIF_BRANDS = {b"ftypheic", b"ftypheix", b"ftypheim", b"ftypheis", b"ftypmif1", b"ftypavif"}
MOST_PIXELS, LONGEST_SIDE, KEPT_SIDE = 40_000_000, 12_000, 2048
QUALITY = 84
GRID = 8
FINGERPRINT_DIGITS = 2 * GRID * GRID // 4
# The exit code of a picture that is refused; the reason stands on standard output.
REFUSED = 3


class BadImage(Exception):
    """A picture that is not taken; `reason` is unreadable, pixels or frames."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Reencoded(NamedTuple):
    """A picture as it is kept, and its fingerprint."""

    fingerprint: str
    content: bytes


def is_heif(content: bytes) -> bool:
    """Whether it begins as a HEIC or AVIF picture does."""
    return content[4:12] in HEIF_BRANDS


def open_image(content: bytes, formats: tuple[str, ...] = FORMATS) -> Image.Image:
    """The picture with its head read and nothing decoded. Raises BadPicture."""
    try:
        picture = Image.open(BytesIO(content), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadImage("pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, OverflowError):
        raise BadImage("unreadable") from None
    if max(picture.size) > LONGEST_SIDE or picture.width * picture.height > MOST_PIXELS:
        raise BadImage("pixels")
    if picture.format not in ALL_FORMATS and getattr(picture, "n_frames", 1) != 1:
        raise BadImage("frames")
    return picture


def open_heif(content: bytes) -> Image.Image:
    """The same for HEIC and AVIF: by a library that no web process loads, on one thread."""
    import pillow_heif  # noqa: PLC0415 - only the child process reads such files

    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    return open_image(content, HEIF_FORMATS)


def reencoded(content: bytes) -> Reencoded:
    """Decode, make upright and small, and write anew from the bare pixels. Raises BadPicture."""
    picture = open_heif(content) if is_heif(content) else open_image(content)
    try:
        picture.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
        picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
        upright = ImageOps.exif_transpose(picture)
    except (OSError, SyntaxError, ValueError, TypeError, MemoryError, EOFError):
        raise BadImage("unreadable") from None
    bare = flattened(upright)
    bare = Image.frombytes("RGB", bare.size, bare.tobytes())
    target = BytesIO()
    bare.save(target, "JPEG", quality=QUALITY, optimize=True)
    return Reencoded(fingerprint(bare), target.getvalue())


def flattened(picture: Image.Image) -> Image.Image:
    """The picture in plain colours, what was transparent on white."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def fingerprint(picture: Image.Image) -> str:
    """128 bits that hardly change when a picture is saved again or smaller: which of two neighbours is brighter."""
    grey = picture.convert("L")
    across = grey.resize((GRID + 1, GRID), Image.Resampling.BOX).tobytes()
    down = grey.resize((GRID, GRID + 1), Image.Resampling.BOX).tobytes()
    bits = [across[y * (GRID + 1) + x] > across[y * (GRID + 1) + x + 1] for y in range(GRID) for x in range(GRID)]
    bits += [down[y * GRID + x] > down[(y + 1) * GRID + x] for y in range(GRID) for x in range(GRID)]
    return f"{int(''.join('01'[bit] for bit in bits), 2):0{FINGERPRINT_DIGITS}x}"


def main() -> int:
    """Read a photograph from standard input; write its fingerprint's digits and the JPEG behind them."""
    try:
        made = reencoded(sys.stdin.buffer.read())
    except BadImage as error:
        sys.stdout.buffer.write(error.reason.encode())
        return REFUSED
    sys.stdout.buffer.write(made.fingerprint.encode() + made.content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
