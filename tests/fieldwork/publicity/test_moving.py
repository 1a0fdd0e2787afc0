"""A district puts evidence that was sent in the wrong commune where it belongs."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.extensions import db as database
from portal.fieldwork.publicity.models import PublicityEntry, PublicityMove
from portal.fieldwork.reporting.models import DRAFT, RECEIVED, RETURNED, SUBMITTED, FieldReport
from portal.surveys.models import Round
from portal.web.data import clock
from portal.web.media.uploads import Photo
from tests import make
from tests.fieldwork.publicity.pictures import photo

DAY = date(2024, 6, 13)
WRONG, RIGHT, FOREIGN = "07507", "07519", "07210"


@pytest.fixture(autouse=True)
def afternoon(db, at):
    make.survey_round()
    at(clock.at(DAY, 15, 42))


@pytest.fixture
def district(sign_in):
    return sign_in(make.account("district_monitor"))


@pytest.fixture
def page(sign_in, district):
    """The address where the entry of the wrong commune, with a photograph, can be moved."""
    officer = sign_in(make.account("commune_officer", make.unit(WRONG)))
    officer.submit("/publicity/new", {"channel": "posted", "first_day": str(DAY), "place": "Nhà văn hóa thôn Hai"})
    officer.post(f"/publicity/entries/{entry().id}/photos", {"photo": (BytesIO(photo()), "anh.jpg")})
    return f"/manage/publicity/entries/{entry().id}/move"


def entry() -> PublicityEntry:
    database.session.expire_all()
    return database.session.scalars(select(PublicityEntry)).one()


def point_of(code: str) -> int:
    return make.point(code, survey()).id


def survey() -> Round:
    return database.session.scalars(select(Round)).one()


def move(district, page, to=RIGHT, reason="Ảnh chụp tại thị trấn Chũ"):
    return district.submit(page, {"to": to, "reason": reason})


def test_the_district_finds_the_way_on_the_commune_s_page_and_moves_entry_and_photographs(district, page, sign_in):
    home = f"/manage/publicity/{survey().slug}/units/{WRONG}"
    assert district.get(home).one(f"a[href='{page}']")
    assert [option.get("value") for option in district.get(page).all("#to option")] == ["", RIGHT, "07534"]
    assert move(district, page).location == home
    assert entry().point_id == point_of(RIGHT)
    assert database.session.scalars(select(Photo.unit_id)).all() == [make.unit(RIGHT).id]
    officer = sign_in(make.account("commune_officer", make.unit(RIGHT), username="dung"))
    assert "Nhà văn hóa thôn Hai" in officer.get(f"/publicity/entries/{entry().id}").one("#place")["value"]
    assert officer.get(f"/publicity/photos/{database.session.scalar(select(Photo.id))}.jpg").status == 200


def test_both_communes_are_told_with_the_reason(district, page, sign_in):
    move(district, page)
    told = {
        WRONG: "Huyện đã chuyển một hoạt động của đơn vị sang thị trấn Chũ.",
        RIGHT: "Huyện đã chuyển một hoạt động từ xã Thanh Hải sang đơn vị.",
    }
    for code, sentence in told.items():
        officer = sign_in(make.account("commune_lead", make.unit(code)))
        for address in ("/publicity", "/today"):
            assert sentence in officer.get(address).text
        assert "Ảnh chụp tại thị trấn Chũ" in officer.get("/publicity").text
    events = database.session.scalars(select(Event).where(Event.action == "publicity.moved")).all()
    assert {event.unit_path for event in events} == {make.unit(WRONG).path, make.unit(RIGHT).path}
    assert {(event.detail["old"], event.detail["new"]) for event in events} == {(WRONG, RIGHT)}


@pytest.mark.parametrize(
    ("to", "reason", "sentence"),
    [
        (RIGHT, "", "Đề nghị nêu lý do chuyển."),
        ("", "Nhầm", "Chọn xã nơi hoạt động được thực hiện."),
        (WRONG, "Nhầm", "Chọn một xã khác của huyện trong cùng đợt khảo sát."),
        (FOREIGN, "Nhầm", "Chọn một xã khác của huyện trong cùng đợt khảo sát."),
    ],
)
def test_a_reason_and_another_commune_of_the_district_are_asked_for(district, page, to, reason, sentence):
    answer = move(district, page, to, reason)
    assert (answer.status, sentence in answer.text) == (422, True)
    assert entry().point_id == point_of(WRONG)
    assert database.session.scalar(select(PublicityMove)) is None


@pytest.mark.parametrize("unit", [WRONG, RIGHT, "219"])
@pytest.mark.parametrize(("state", "status"), [(DRAFT, 303), (RETURNED, 303), (SUBMITTED, 409), (RECEIVED, 409)])
def test_what_a_report_has_counted_stays_as_it_was_reported(district, page, unit, state, status):
    who = {"changed_by": make.account("province_editor").id, "changed_at": clock.now()}
    report = FieldReport(round_id=survey().id, unit_id=make.unit(unit).id, state=state, submitted_at=clock.now(), **who)
    database.session.add(report)
    database.session.commit()
    answer = move(district, page)
    assert answer.status == status
    assert ("trả lại báo cáo trước" in answer.text) == (status == 409)
    assert entry().point_id == point_of(RIGHT if status == 303 else WRONG)


def test_who_looked_at_an_older_state_is_told_what_stands_there_now(district, page):
    fields = district.get(page).fields()
    move(district, page)
    answer = district.post(page, {**fields, "to": WRONG, "reason": "Nhầm"})
    assert answer.status == 409
    assert entry().point_id == point_of(RIGHT)
