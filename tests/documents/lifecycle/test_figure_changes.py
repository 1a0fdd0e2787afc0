"""How many single values two freezings of a paper differ in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as some

from portal.documents.lifecycle import figure_changes
from portal.documents.lifecycle.figure_changes import Change
from portal.papers.sections import Section
from portal.web.data import codec


@dataclass(frozen=True)
class Part:
    name: str
    numbers: tuple[int, ...] = ()
    after: str | None = codec.later(None)


@dataclass(frozen=True)
class Whole:
    day: date
    read_at: datetime
    salt: str
    parts: tuple[Part, ...]
    named: dict[str, Part]
    one: Part | None = None


def leaves(value, path=()):
    """Each value of what is written, with its place, as the plainest reader finds them."""
    if isinstance(value, dict):
        for key, part in value.items():
            if not key.endswith(("_at", "salt")):
                yield from leaves(part, (*path, key))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path, value


PARTS = some.builds(
    Part, some.sampled_from("ab"), some.lists(some.integers(0, 2), max_size=3).map(tuple), some.none() | some.just("x")
)
WHOLES = some.builds(
    Whole,
    some.sampled_from([date(2024, 6, 12), date(2024, 6, 13)]),
    some.sampled_from([datetime(2024, 6, day, tzinfo=UTC) for day in (12, 13)]),
    some.sampled_from("st"),
    some.lists(PARTS, max_size=3).map(tuple),
    some.dictionaries(some.sampled_from(["p", "q", "made_at"]), PARTS),
    some.none() | PARTS,
)


@given(WHOLES, WHOLES)
def test_what_changed_is_counted_as_written_value_by_value(old, new):
    was, now = (dict(leaves(json.loads(codec.canonical(codec.to_plain(one))))) for one in (old, new))
    missing = object()
    wanted = sum(was.get(key, missing) != now.get(key, missing) for key in was.keys() | now.keys())
    assert figure_changes.count_changes(old, new) == wanted


class Outlined:
    """A kind of paper of which nothing is asked but its headings: what is frozen are they."""

    def outline(self, figures):
        return figures


def test_a_heading_that_changed_came_or_went_is_told_by_its_last_title():
    old = Section("I", "Cũ", ("Một.", "Hai.")), Section("II", "Bỏ đi", ("Ba.",)), Section("IV", "Như cũ", ("Năm.",))
    new = Section("I", "Mới", ("Hai.", "Sáu.")), Section("III", "Thêm", ("Bốn.",)), Section("IV", "Đổi tên", ("Năm.",))
    assert list(figure_changes.changes(Outlined(), old, new)) == [
        Change("I", "Mới", ("Một.",), ("Sáu.",)),
        Change("II", "Bỏ đi", ("Ba.",), ()),
        Change("III", "Thêm", (), ("Bốn.",)),
    ]
