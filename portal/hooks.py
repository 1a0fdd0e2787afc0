"""What a room asks of the rooms above it: it declares a hook, `portal/composition.py` alone fills it."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from flask import Flask, current_app

ValueT = TypeVar("ValueT")
EXTENSION = "portal.hooks"


class Hook(Generic[ValueT]):
    """Functions of rooms above, or values with one, kept by the app at hand in the order of their calls."""

    def fill(self, app: Flask, *values: ValueT) -> None:
        """Say for an app which these are; what was said before no longer holds."""
        app.extensions.setdefault(EXTENSION, {})[self] = values

    def __iter__(self) -> Iterator[ValueT]:
        return iter(current_app.extensions.get(EXTENSION, {}).get(self, ()))
