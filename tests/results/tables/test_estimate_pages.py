"""Weighted shares and pooled estimates on the province's pages: there for the province, nowhere else, in no file."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from portal.accounts.permissions import Role
from portal.results.statistics.weighting import AreaEstimate, ShareEstimate
from portal.results.tables import estimate_grids
from portal.results.tallying.reading import Reading
from portal.web.ui.listing import ListFilter
from tests import make
from tests.results import poll

BALLOTS = {"07507": {5: 30, 4: 6, 3: 2, 1: 2, 9: 5}, "07519": {4: 7, 2: 3}, "07210": {5: 14, 4: 8, 2: 3, 9: 1}}
LIST = "/results/198-kh-bdvtu/communes?sort=unit&show=pooled"
WARNING = "Chỉ để làm việc trong tỉnh"


@pytest.fixture
def survey(db, at):
    at(poll.AFTER)
    return poll.province(BALLOTS)


def test_the_province_s_list_has_the_view_with_its_warning(survey, sign_in):
    page = sign_in(make.account(Role.PROVINCE_EDITOR)).get(LIST)
    assert WARNING in page.text
    assert "Khả năng tỷ lệ từ 70% trở lên" in page.text
    assert "tables.xlsx" not in page.text


def test_a_district_has_neither_view(survey, sign_in):
    district = make.account(Role.DISTRICT_MONITOR, at=make.unit("219"))
    page = sign_in(district).get(LIST)
    assert WARNING not in page.text
    assert "ước lượng gộp" not in page.text.lower()
    assert "gia quyền" not in sign_in(district).get("/results/198-kh-bdvtu/communes").text


def test_communes_below_twenty_opinions_have_no_pooled_estimate(survey):
    reading = Reading(make.unit("24"), survey)
    shown = {make.unit(code).id for code in ("07507", "07210")}
    assert set(reading.pooled) == shown
    grid = estimate_grids.pooled(reading, ListFilter.from_args({"sort": "unit"}))
    cells = {row.head: [cell.shown for cell in row.cells] for row in grid.rows}
    few = cells[make.unit("07519").title]
    assert few[-4:] == ["-"] * 4


def test_no_chance_is_told_as_certain():
    assert [estimate_grids.likely(one).shown for one in (None, 0.2, 94.2, 99.7)] == ["-", "dưới 1", "94", "trên 99"]


def test_the_file_has_the_weighted_shares_and_no_pooled_ones(survey, sign_in):
    answer = sign_in(make.account(Role.PROVINCE_EDITOR)).get("/results/198-kh-bdvtu/tables.xlsx", check=False)
    sheets = load_workbook(io.BytesIO(answer.response.data)).sheetnames
    assert "Có gia quyền" in sheets
    assert "Ước lượng gộp" not in sheets


def test_the_weighted_sentence_needs_more_than_a_point():
    def found(plain, weighted):
        return AreaEstimate(100, ShareEstimate(plain), 3, 0, ShareEstimate(weighted))

    assert estimate_grids.telling_difference(found(86.1, 85.1)) is None
    assert str(estimate_grids.telling_difference(found(86.1, 85.0))) == "-1.1"
    assert estimate_grids.telling_difference(AreaEstimate()) is None
