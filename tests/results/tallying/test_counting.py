"""What ballots are counted into: sheets that are alike, spelling that was mended, questions left untouched."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.ballots.sealing.payload import Ballot, with_errata
from portal.results.scoring import NO_OPINION
from portal.results.statistics.quality_indicators import ALIKE, SAME, UNOPENED
from portal.results.tallying.counting import Counts
from portal.web.data.sealed_box import Unopened

pytestmark = pytest.mark.once

QUESTIONS = tuple(SimpleNamespace(id=name) for name in ("Q1", "Q2", "Q3"))
BASIS = SimpleNamespace(
    questions=QUESTIONS, parts=QUESTIONS[:2], items=(SimpleNamespace(id="D1"),), others=(), headline="Q3"
)


def sheet(*levels: int | None, version: str = "M/1", **others: int) -> Ballot:
    known = {f"Q{n}": level for n, level in enumerate(levels, start=1) if level is not None}
    return Ballot(version, known | others)


def counted(*ballots: Ballot, mended: tuple[str, ...] = ()) -> Counts:
    counts = Counts(BASIS, None, mended)
    for ballot in ballots:
        counts.take(7, ballot)
    return counts


@pytest.mark.parametrize(
    ("sheets", "same", "alike"),
    [
        ([sheet(4, 4, 4)] * 3, 3, None),
        ([sheet(4, 4, 4)] * 3 + [sheet(4, 4, 5)] * 2, 3, 2),
        ([sheet(4, 4, 5), sheet(5, 4, 4), sheet(4, 4, 5)], 2, 2),
        ([sheet(None, None, 4)], 1, 1),
        ([sheet(4, 4, None)] * 2, None, None),  # no answer to the overall question: not crossed with it
    ],
)
def test_sheets_are_alike_where_all_answers_are_and_straight_columns_only_the_same(sheets, same, alike):
    found = counted(*sheets).pattern_indicators()
    assert (found.get((7, SAME)), found.get((7, ALIKE))) == (same, alike)


def test_what_was_left_untouched_is_counted_as_nothing_and_crossed_as_no_opinion():
    found = counted(sheet(4, None, 5), sheet(4, 2, 5, D1=2))
    assert found.tallies == {(7, "Q1", 4): 2, (7, "Q2", 2): 1, (7, "Q3", 5): 2}
    assert {code: n for (_point, item, code, _choice), n in found.crossings.items() if item == "D1"} == {
        NO_OPINION: 1,
        2: 1,
    }


def test_answers_to_a_mended_question_are_told_apart_by_the_form_that_was_read():
    after = with_errata("M/1", 2)
    found = counted(sheet(4, 3, 5), sheet(1, 3, 5, version=after), sheet(None, 3, 5, version=after), mended=("Q1",))
    assert found.by_errata == {(7, 0, "Q1", 4): 1, (7, 2, "Q1", 1): 1}


def test_shares_of_several_processes_add_up_and_what_stays_shut_is_counted_as_that():
    def stay_shut(_point: int, _payload: bytes) -> Ballot:
        raise Unopened

    one, other = counted(sheet(4, 4, 5)), counted(sheet(4, 4, 5), sheet(4, 4, 4))
    other.opener = SimpleNamespace(ballot=stay_shut)
    other.add_all([(8, b""), (8, b"")])
    one.add_share(other.share)
    assert (one.ballots, one.unopened, one.tallies[7, "Q3", 5]) == (2, {8: 2}, 2)
    assert one.pattern_indicators() == {(7, SAME): 2, (7, ALIKE): 2, (8, UNOPENED): 2}
