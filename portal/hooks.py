"""What a room asks of the rooms above it: it declares a hook, `portal/composition.py` alone fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from flask import current_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from flask import Flask

FunctionT = TypeVar("FunctionT", bound="Callable[..., Any]")
EXTENSION = "portal.hooks"


class Hook(Generic[FunctionT]):
    """Functions of rooms above, kept by the app at hand in the order in which they are called; none until filled."""

    def fill(self, app: Flask, *functions: FunctionT) -> None:
        """Say once for an app which functions these are; what was said before no longer holds."""
        app.extensions.setdefault(EXTENSION, {})[self] = functions

    def __iter__(self) -> Iterator[FunctionT]:
        return iter(current_app.extensions.get(EXTENSION, {}).get(self, ()))
