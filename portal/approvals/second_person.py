"""Who counts as a second person: another human being, not another account."""

from collections.abc import Iterable
from typing import Any, Protocol, Self

from portal.errors import Refused


class Human(Protocol):
    """A person, as accounts keeps them."""

    def is_same_as(self, other: Self, /) -> bool:
        """Whether two rows are one human being."""


class Signatory(Protocol):
    """An account of a person."""

    @property
    def id(self) -> int:
        """Its key."""

    @property
    def person(self) -> Human:
        """Whose it is."""


def is_same_person(by: Signatory, *others: Signatory | Human | None) -> bool:
    """Whether `by` is, under whichever account, one of the others; None is nobody."""
    persons: Iterable[Any] = (getattr(other, "person", other) for other in others if other is not None)
    return any(by.person.is_same_as(person) for person in persons)


def refuse_same_person(by: Signatory, *others: Signatory | Human | None, sentence: object) -> None:
    """Raise Refused with `sentence` where `by` is one of the others."""
    if is_same_person(by, *others):
        raise Refused(str(sentence))
