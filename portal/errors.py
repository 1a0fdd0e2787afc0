"""The family tree of errors that carry a sentence for a person."""

from __future__ import annotations


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


class SettingsError(Exception):
    """The installation is not fit to start; the message names the setting and the mend."""
