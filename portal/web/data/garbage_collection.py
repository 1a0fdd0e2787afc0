"""How often a process looks for unreachable objects: what its start made stays and is not looked through again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# After so many more objects made than freed the youngest are looked through: a board of 209 communes makes some
# thousands, and by Python's own 700 a quarter of its processor time went into looking.
NEW_OBJECTS = 50_000


def freeze_startup_objects() -> None:
    """To be called once a process has loaded all it needs."""
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def free_cycles() -> None:
    """To be called after long work in a process that goes on: what refers to itself is freed now, not by chance.

    A paper's pages refer to each other: each synthesis report would add 80 MB to the queue worker.
    """
    gc.collect()


@contextmanager
def put_off() -> Iterator[None]:
    """While much is loaded that stays: to look through it again and again takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        freeze_startup_objects()
