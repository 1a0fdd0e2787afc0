"""The pure functions of results and papers on figures that may be nought: none divides by what is not there."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.documents.annexes import public_annexes
from portal.documents.synthesis.prose import told
from portal.fieldwork.turnout.figures import percent_of
from portal.results import scoring
from portal.results.disclosure import disclosure_control
from portal.results.release import released
from portal.results.statistics import breakdowns, grouping, response_flags, tables
from portal.results.statistics.basis import Question
from portal.results.statistics.grouping import NamedScore
from portal.results.tables import quality_grids

N = st.just(0) | st.integers(0, 3) | st.integers(0, 2_000)
COUNTS = st.dictionaries(st.sampled_from((1, 2, 3, 4, 5, 9)), N)
FIVE = st.tuples(N, N, N, N, N)
CODED = st.dictionaries(st.integers(0, 3), COUNTS, max_size=4)


@given(COUNTS, COUNTS)
def test_a_score_and_what_lies_between_two_of_them_is_a_figure_or_nothing(one, other):
    first, second = scoring.score(one), scoring.score(other)
    assert (first.top2 is None) == (first.n == 0)
    assert (scoring.difference(first, second) is None) == (0 in {first.n, second.n})
    assert tables.distribution(Question("Q1", ""), one).counts
    named = [NamedScore("a", first), NamedScore("b", second)]
    assert grouping.contrast(named).is_clear in {True, False}
    assert scoring.unweighted([first.top2, second.top2]) is None or first.n + second.n


@given(N, N, st.none() | N)
def test_a_corrected_interval_holds_its_share_or_is_not_told(part, more, visits):
    found = scoring.corrected(part, part + more, visits)
    assert found is None or found[0] <= 100 * part / (part + more) <= found[1]
    assert percent_of(part, visits) is None or visits


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(FIVE, min_size=1, max_size=5), min_size=1, max_size=3))
def test_a_table_of_any_counts_is_made_and_printed(areas):
    table = disclosure_control.protect(areas)
    for row in (*table.areas, table.whole):
        if row is not None and row.cells:
            assert public_annexes.level_cells(table, row)
            told.satisfied_share(table, row)
            released.satisfied(row.cells, table.groups, row.n)
    for counts in (counts for area in areas for counts in area):
        is_few = sum(counts) < disclosure_control.LEAST_PUBLISHED
        assert (disclosure_control.commune_band(counts) is None) == is_few


@given(CODED, st.lists(N, max_size=8))
def test_marks_of_no_ballot_and_themes_of_no_comment_are_told(crossed, row):
    whole = scoring.pooled(crossed.values())
    for rule in (*response_flags.RULES, response_flags.ANY):
        assert quality_grids.flag_row(rule, crossed, whole, is_shown=True).cells
    bases = {code: breakdowns.opinions(counts) for code, counts in crossed.items()}
    assert breakdowns.visible_codes(bases) <= set(crossed)
    assert len(disclosure_control.protect_row(row)) == len(row)
