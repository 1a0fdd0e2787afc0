"""What the audit calls safe leaves three values for every count: checked by trying all counts of small areas."""

from __future__ import annotations

import random
from functools import cache
from itertools import product

import pytest

from portal.results.disclosure import disclosure_control, estimate_auditor
from portal.results.disclosure.disclosure_auditor import Bounds, ReleasedFigures
from portal.results.disclosure.estimate_auditor import FORMS, NOTHING, PRINTED, LevelBounds, Surveyed, finest_safe
from portal.results.statistics import weighting
from portal.results.statistics.weighting import CommuneCounts
from tests.documents import samples


def drawn_areas(seed: int, communes: int, areas: int = 3, opinions: tuple[int, int] = (6, 13)) -> list[list[Surveyed]]:
    draw = random.Random(seed)  # noqa: S311 - figures of a test, no secret
    return [[drawn_commune(draw, opinions) for _commune in range(communes)] for _area in range(areas)]


def drawn_commune(draw: random.Random, opinions: tuple[int, int]) -> Surveyed:
    n = draw.randrange(*opinions)
    chosen = draw.choices(range(5), weights=(1, 1, 2, 5, 5), k=n)
    return Surveyed(tuple(chosen.count(level) for level in range(5)), draw.choice([n, 2 * n, 3 * n, 40, None]), n)


def table_of(areas):
    return disclosure_control.protect([[one.levels for one in area] for area in areas])


def printer_of(areas, form):
    """What is printed of the first area and of the whole by how many its communes had satisfied."""
    limit = weighting.limit_of(
        weighting.weight_of(CommuneCounts(0, sum(one.levels), one.visits, one.ballots))
        for area in areas
        for one in area
    )
    first, *others = [[estimate_auditor.known_commune(one, limit) for one in area] for area in areas]
    rest = estimate_auditor.total(one.sums_at(one.satisfied) for area in others for one in area)

    def printed(satisfied):
        sums = estimate_auditor.total(one.sums_at(x) for one, x in zip(first, satisfied, strict=True))
        return PRINTED[form.areas](sums), PRINTED[form.whole](estimate_auditor.total([sums, rest]))

    return printed


@cache
def judged(seed):
    """Drawn areas and what the audit lets out of them."""
    areas = drawn_areas(seed, 5)
    return areas, finest_safe(areas, table_of(areas))


def splits(whole, most):
    """Every way in which so many are shared out over communes of so many each."""
    for xs in product(*(range(n + 1) for n in most[:-1])):
        if 0 <= (last := whole - sum(xs)) <= most[-1]:
            yield *xs, last


@pytest.mark.parametrize("seed", range(40))
def test_no_commune_s_satisfied_is_pinned_below_three_values(seed):
    areas, name = judged(seed)
    # where nothing is let out, any counts print the same: the coarsest form that there is stands for it
    form, first = FORMS.get(name, estimate_auditor.Form(NOTHING, NOTHING)), areas[0]
    true = [one.levels[3] + one.levels[4] for one in first]
    printed = printer_of(areas, form)
    told = printed(true)
    possible = [xs for xs in splits(sum(true), [sum(one.levels) for one in first]) if printed(xs) == told]
    for place, one in enumerate(first):
        values = {xs[place] for xs in possible}
        assert len(values) >= min(3, sum(one.levels) + 1), (name, place, values)


def test_some_of_these_areas_may_leave_and_some_may_not():
    """A finer form where nothing changed is a leak, a coarser one takes figures away."""
    told = {seed: name for seed in range(40) if (name := judged(seed)[1])}
    assert told == dict.fromkeys((10, 11, 32, 38), "province-percent")


def test_larger_communes_may_have_more_told():
    every = [drawn_areas(seed, 5, opinions=(30, 60)) for seed in range(4)]
    shares, percent = "province-shares", "province-percent"
    assert [finest_safe(areas, table_of(areas)) for areas in every] == [shares, percent, shares, percent]


def test_an_area_s_levels_may_be_others_as_far_as_what_is_released_lets_them():
    areas, whole = [[Bounds(0, 4), Bounds(5, 9)], [Bounds(1, 3), Bounds(6, 8)]], [Bounds(3, 6), Bounds(12, 16)]
    communes = [[(1, 0, 2, 3, 4)], [(2, 0, 0, 0, 7)]]
    bounds = LevelBounds(ReleasedFigures(disclosure_control.TWO, communes, [], areas, whole))
    assert bounds.areas == [[(3, 1), (2, 2)], [(1, 1), (1, 1)]]
    assert bounds.whole == [(2, 1), (2, 2)]
    asked = [(0, 1, 2), (0, 0, 4, 1), (0, 0, 4, 2), (0, 4, 0, 2), (1, 0, 4, 1), (1, 4, 0, 2)]
    allowed = [bounds.allows(area, gains, loses, *many or (5,)) for area, gains, loses, *many in asked]
    assert allowed == [True, True, False, True, True, False]


@pytest.mark.parametrize("seed", range(3))
def test_the_attacker_on_estimates_has_of_the_table_what_the_attacker_on_the_table_has(seed):
    areas = [[one.levels for one in area] for area in drawn_areas(seed, 5, opinions=(20, 60))]
    told = [one for one in disclosure_control.candidates(areas, bands_only=False) if one[0].form != "band"]
    assert told
    assert all(estimate_auditor.released_with(table, areas) == known for table, known in told)


def test_a_weight_that_no_other_commune_has_pins_nothing_that_is_printed():
    """One commune stands for a thousand visits a ballot, all others for one: its answers would follow from the rest."""
    heavy = Surveyed((1, 1, 2, 6, 5), 15_000, 15)
    light = Surveyed((1, 2, 4, 20, 20), 47, 47)
    areas = [[heavy, light, light], [light] * 4, [light] * 4]
    name = finest_safe(areas, table_of(areas))
    assert name not in {"full", "whole", "shares"}


def test_a_table_that_hides_the_satisfied_lets_no_estimate_out():
    areas = drawn_areas(1, 5)
    hidden = disclosure_control.Table("band", (None,) * 3, disclosure_control.Row(99, (), 3))
    assert finest_safe(areas, hidden) == NOTHING


@pytest.mark.parametrize("seed", [1, 2])
def test_a_whole_province_has_its_estimates_in_the_copy_that_leaves(seed):
    figures = samples.province_2024(seed)
    areas = [
        [
            Surveyed(one.overall[:5], one.visits if one.complete else None, one.ballots)
            for one in area.communes
            if one.overall
        ]
        for area in figures.areas
    ]
    assert finest_safe(areas, table_of(areas)) in {"full", "whole"}


def test_the_sums_of_the_audit_are_those_of_the_estimates():
    areas = drawn_areas(3, 5)
    areas[0].append(Surveyed((1, 1, 2, 6, 5), 15_000, 15))  # its weight is cut
    true = [one.levels[3] + one.levels[4] for one in areas[0]]
    shares, _whole = printer_of(areas, FORMS["shares"])(true)
    counts = [
        [CommuneCounts(one.levels[3] + one.levels[4], sum(one.levels), one.visits, one.ballots) for one in area]
        for area in areas
    ]
    _every, first, *_rest = weighting.estimate_areas(counts)
    assert shares == (estimate_auditor.tenths(first.weighted.share), estimate_auditor.tenths(first.untrimmed))
    assert first.trimmed == 1
    intervals = (first.plain.within, first.plain.again, first.weighted.within, first.weighted.again)
    ends = [estimate_auditor.tenths(end) for interval in intervals for end in interval]
    assert printer_of(areas, FORMS["full"])(true)[0] == (*shares, *ends)
