"""The administrator's pages of catalogues: a list from a file or the national one, corrections, the map."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.units import queries
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser import PageClient

PAGES = "/manage/catalogues"
OWN = """code,name,kind,parent_code,level
1,Bắc Ninh,sở y tế,,sở
11,Miền núi,cụm,1,cụm
111,Lục Ngạn,trung tâm,11,trung tâm
1111,Chũ,trạm y tế,111,trạm
1112,Biên Sơn,trạm y tế,111,trạm
"""


@pytest.fixture
def administrator(db: object, sign_in: Callable[..., PageClient]) -> PageClient:
    make.units_small()
    account = make.account(Role.ACCOUNT_ADMIN)
    database.session.commit()
    return sign_in(account)


def send(browser: PageClient, address: str, text: str) -> tuple[str, PageClient]:
    """Send a file and open what was read of it; its address too."""
    answer = browser.post(address, {"file": (BytesIO(text.encode()), "units.csv")})
    return answer.location, browser.get(answer.location, check=False)


def test_the_list_says_of_each_catalogue_what_is_in_it_and_who_uses_it(administrator: PageClient) -> None:
    address, _page = send(administrator, f"{PAGES}/new", OWN)
    administrator.post(address, {"year": "2024", "key": "y-te-2024"})
    make.survey_round()
    database.session.commit()
    rows = {row[0]: row[1:] for row in administrator.get(PAGES).rows()}
    assert rows["y-te-2024"] == ["sở y tế Bắc Ninh", "sở › cụm › trung tâm › trạm", "5", "0", "–"]
    whole, levels, units, placed, used = rows["2024"]
    assert (whole, levels) == ("tỉnh Bắc Giang", "tỉnh › huyện, thành phố › phường, thị trấn, xã")
    assert (units, placed) == (str(make.SMALL.strip().count("\n")), "0")
    assert used != "–"


def test_a_file_is_read_named_and_loaded_for_the_office_of_its_reader(administrator: PageClient) -> None:
    address, page = send(administrator, f"{PAGES}/new", OWN)
    assert "Xem trước: 5 đơn vị" in page.reads("h1")
    refused = administrator.post(address, {"year": "2024", "key": ""})
    assert (refused.status, "“2024” đã có trong hệ thống" in refused.text) == (409, True)
    done = administrator.post(address, {"year": "2024", "key": "y-te-2024"})
    assert done.location == f"{PAGES}/y-te-2024"
    assert "sở › cụm › trung tâm › trạm" in administrator.get(done.location).text
    loaded = queries.catalogue("y-te-2024")
    assert loaded is not None
    assert loaded.office == "24"


def test_a_bad_file_is_answered_row_by_row_and_nothing_is_loaded(administrator: PageClient) -> None:
    _address, page = send(administrator, f"{PAGES}/new", OWN.replace("cụm,1,", "cụm,111,").replace("1112,", "1111,"))
    for line in ("Dòng 3: đơn vị cấp trên đi vòng tròn", "Dòng 4: đơn vị cấp trên đi", "Dòng 6: code “1111” đã dùng"):
        assert line in page.text
    assert "chưa nạp gì" in page.text
    assert [one.key for one in queries.catalogues()] == ["2024"]


def test_a_province_of_the_national_list_is_loaded_with_its_positions(administrator: PageClient) -> None:
    assert "25 · tỉnh Phú Thọ" in administrator.get(f"{PAGES}/new").text
    done = administrator.post(f"{PAGES}/shipped", {"province": "25"})
    assert done.location == f"{PAGES}/2025"
    page = administrator.get(done.location)
    assert "149 đơn vị" in page.text
    again = administrator.post(f"{PAGES}/shipped", {"province": "99"})
    assert (again.status, "không có đơn vị cấp cao nhất mã “99”" in again.text) == (422, True)


def test_a_corrected_file_shows_its_changes_first(administrator: PageClient) -> None:
    text = make.SMALL.replace("Thanh Hải", "Thanh Hòa")
    address, page = send(administrator, f"{PAGES}/2024/correction", text)
    assert "tên: xã Thanh Hải → xã Thanh Hòa" in page.text
    assert administrator.post(address, {}).location == f"{PAGES}/2024"
    assert "xã Thanh Hòa" in administrator.get(f"{PAGES}/2024?q=thanh hoa").text
    unit = f"{PAGES}/2024/units/07507"
    wrong = administrator.post(unit, {"name": "=1", "kind": "xã"})
    assert (wrong.status, "có ký tự lạ" in wrong.text) == (422, True)
    given = {"name": "Thanh Hải", "kind": "xã", "aliases": "Hải", "position": "21.3, 106.5"}
    assert administrator.post(unit, given).location == f"{PAGES}/2024"
    make.survey_round()
    database.session.commit()
    assert "không sửa được nữa" in administrator.get(f"{PAGES}/2024").text
    assert administrator.post(unit, given).status == 409


def test_another_office_is_not_there(administrator: PageClient) -> None:
    make.load_units(2024, make.SMALL.encode(), 2024001, "khac")
    database.session.commit()
    assert administrator.get(f"{PAGES}/2024001", check=False).status == 404
    assert "2024001" not in administrator.get(PAGES).text


def test_a_resolution_is_entered_by_one_and_confirmed_by_another(
    administrator: PageClient, sign_in: Callable[..., PageClient]
) -> None:
    make.load_units(2023, make.SMALL.encode())
    approver = make.account(Role.PROVINCE_APPROVER)
    database.session.commit()
    page = administrator.get("/manage/unit-links/2023/2024")
    assert "0/4 đơn vị mới" in page.text
    ground = {"number": "1191", "day": "24/5/2024", "to_code": "07507"}
    wrong = administrator.post("/manage/unit-links/2023/2024/07507", ground)
    assert (wrong.status, "có dạng 1191/NQ-UBTVQH15" in wrong.text) == (422, True)
    ground["number"] = "1191/NQ-UBTVQH15"
    asked = administrator.post("/manage/unit-links/2023/2024/07507", ground)
    second = sign_in(approver)
    assert "Căn cứ đối chiếu đơn vị: Nghị quyết 1191/NQ-UBTVQH15" in second.get("/tasks").text
    assert second.post(f"{asked.location}/decision", {"decision": "yes", "note": ""}).status == 303
    assert "Nghị quyết số 1191/NQ-UBTVQH15 ngày 24/5/2024" in administrator.get("/manage/unit-links/2023/2024").text
