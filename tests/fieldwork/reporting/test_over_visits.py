"""Days on which more people were helped or guided than came."""

from __future__ import annotations

import pytest

from portal.fieldwork.reporting.operations import over_visits
from tests.fieldwork.reporting.figures_of import commune, days


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"helped": 41}, ["12/6: 41 lượt"]),
        ({"guided": 41, "helped": 50}, ["12/6: 50 lượt"]),
        ({"guided": 40, "helped": 40}, []),
        ({"visits": None, "helped": 99}, []),
        ({"visits": 0, "helped": None, "guided": None}, []),
    ],
)
def test_more_are_told_where_both_are_known(app, changed, told):
    with app.test_request_context():
        assert over_visits(commune(days=days(changed))) == told
