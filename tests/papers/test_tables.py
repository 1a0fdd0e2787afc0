"""Which annexes go into which copy of a paper."""

from __future__ import annotations

import pytest

from portal.papers.tables import DISTRICTS, FULL, RESTRICTED, Annex, of_copy

pytestmark = pytest.mark.once
ANNEXES = tuple(Annex(number, "", "portrait", (), (), restricted=number in {2, 4}) for number in (1, 2, 3, 4))


@pytest.mark.parametrize(("copy", "numbers"), [(FULL, [1, 2, 3, 4]), (DISTRICTS, [1, 3]), (RESTRICTED, [2, 4])])
def test_what_is_restricted_goes_out_apart_alone(copy, numbers):
    assert [annex.number for annex in of_copy(ANNEXES, copy)] == numbers
