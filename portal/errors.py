"""The family tree of errors that carry a sentence for a person."""

from collections.abc import Sequence
from dataclasses import dataclass


class DomainError(Exception):
    """A rule said no. `message` is shown as it stands; `field` names the form field it concerns, if one."""

    status = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Refused(DomainError):
    """The person may see the thing, yet may not do this to it (a second person needed, the wrong state)."""

    status = 403


class Conflict(DomainError):
    """Somebody else changed the same thing meanwhile, or it is already done."""

    status = 409


@dataclass(frozen=True)
class Mistake:
    """One thing wrong, and where in the file; `path` says so by names and counts from 0, where parts stand in parts."""

    place: str
    sentence: str
    path: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


class Mistakes(DomainError):
    """The file cannot be used; `mistakes` has all of them."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = list(mistakes)
        super().__init__("\n".join(map(str, self.mistakes)))


class SettingsError(Exception):
    """The installation is not fit to start; the message names the setting and the mend."""
