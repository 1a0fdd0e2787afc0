"""The list of accounts: who sees whom, search without accents, district, state, pages, the file."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.accounts.admin import people_list
from portal.accounts.permissions import Role
from portal.extensions import db as database
from tests import make


@pytest.fixture
def admin(db, sign_in):
    make.units_small()
    for code in ("07507", "07519", "07210"):
        make.account(Role.COMMUNE_LEAD, make.unit(code), username=f"tt.{code}", full_name="Đỗ Thị Hương")
    make.account(Role.COMMUNE_OFFICER, make.unit("07507"), username="moi", must_change_password=True)
    make.account(Role.COMMUNE_OFFICER, make.unit("07507"), username="cu.xa", active=False)
    return sign_in(make.account(Role.ACCOUNT_ADMIN, username="quantri"))


def names(page) -> list[str]:
    return [row[0].split()[0] for row in page.rows()]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?q=do+thi+huong", ["tt.07507", "tt.07519", "tt.07210"]),
        ("?q=huong&district=213", ["tt.07210"]),
        ("?status=new", ["moi"]),
        ("?status=closed", ["cu.xa"]),
        ("?status=used&district=219", ["tt.07507", "tt.07519"]),
    ],
)
def test_it_is_searched_and_filtered(admin, query, shown):
    assert sorted(names(admin.get(f"/accounts{query}"))) == sorted(shown)


def test_it_comes_in_pages_and_a_page_too_far_is_the_last(admin, monkeypatch):
    monkeypatch.setattr(people_list, "PAGE_SIZE", 4)
    first, last = names(admin.get("/accounts")), names(admin.get("/accounts?page=99999"))
    assert (len(first), len(last)) == (4, 2)
    assert set(first).isdisjoint(last)


def test_a_district_sees_its_communes_accounts_alone(admin, sign_in):
    district = sign_in(make.account(Role.DISTRICT_MONITOR, make.unit("219")))
    assert sorted(names(district.get("/accounts"))) == ["cu.xa", "moi", "tt.07507", "tt.07519"]


def test_the_file_holds_all_that_is_asked_for(admin):
    answer = admin.get("/accounts/list.xlsx?q=huong", check=False)
    rows = list(load_workbook(BytesIO(answer.response.get_data())).active.iter_rows(values_only=True))
    assert sorted(row[0] for row in rows[1:]) == ["tt.07210", "tt.07507", "tt.07519"]
    database.session.rollback()
