"""Field reports as papers: their letterheads, their text, their annexes."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portal.accounts.permissions import Role
from portal.documents.field_reports import field_report
from portal.documents.kinds import KINDS
from portal.extensions import db as database
from portal.fieldwork.visits.models import VisitCount
from portal.papers.letterhead import Issue
from portal.web.data import clock
from tests import make
from tests.fieldwork.taskforce import rows

if TYPE_CHECKING:
    from portal.surveys.models import Round
    from portal.units.models import Unit

SLUG = "198-kh-bdvtu"
MONDAY = make.LAST_DAY + timedelta(days=3)

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def survey(db, at):
    at(clock.at(MONDAY, 9))
    made = make.survey_round()
    by, point = make.account(), make.point()
    rows.force(point, by)
    for day in made.days:
        make.arrive(point, 20, day)
        locked = {"locked_at": clock.end_of(day), "locked_by": by.id, "entered_at": clock.start_of(day)}
        database.session.add(
            VisitCount(point_id=point.id, day=day, visits=40, source="direct", entered_by=by.id, **locked)
        )
    database.session.commit()
    return made


def printed(kind: str, unit: Unit, survey: Round) -> bytes:
    return KINDS[kind].print(field_report.freeze_report(unit, survey), {}, Issue())["full"]


def text_of(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)  # noqa: S607
    return " ".join(done.stdout.decode().split())


def test_a_communes_report_has_its_letterhead_and_annexes(survey):
    told = text_of(printed("commune", make.unit("07507"), survey))
    for words in (
        "ĐẢNG BỘ HUYỆN LỤC NGẠN",
        "ĐẢNG ỦY XÃ THANH HẢI",
        "-BC/ĐU",
        "Đảng ủy xã Thanh Hải báo cáo tình hình",  # the draft mark stands between this line and the next
        "có 120 lượt người dân đến bộ phận một cửa",
        "PHỤ LỤC 1",
        "PHỤ LỤC 3",
        "Huyện ủy Lục Ngạn (b/c)",
    ):
        assert words in told
    assert "hài lòng" not in told


def test_a_districts_report_has_its_letterhead_and_communes(survey):
    told = text_of(printed("district", make.unit("219"), survey))
    for words in ("HUYỆN ỦY LỤC NGẠN", "-BC/BCĐ", "Xã Thanh Hải", "PHỤ LỤC 3", "trên địa bàn huyện Lục Ngạn"):
        assert words in told
    assert "Thọ Xương" not in told


def test_the_page_makes_it_and_hands_it_out(sign_in):
    browser = sign_in(make.account(Role.COMMUNE_LEAD))
    page = f"/manage/rounds/{SLUG}/reports/07507/paper"
    assert "Bản in theo thể thức văn bản" in browser.get(page.removesuffix("/paper")).text
    browser.submit(page, {})
    assert "Tải về" in browser.get(page).text
    assert browser.get(f"{page}.pdf", check=False).response.data.startswith(b"%PDF")


@pytest.mark.parametrize(("kind", "code"), [("commune", "07507"), ("district", "219")])
def test_the_shell_prints_it(app, tmp_path, kind, code):
    out = tmp_path / "report.pdf"
    done = app.test_cli_runner().invoke(args=["documents", "render", kind, SLUG, "--unit", code, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF")


def test_the_shell_says_that_the_unit_is_of_another_level(app, tmp_path):
    out = str(tmp_path / "report.pdf")
    done = app.test_cli_runner().invoke(args=["documents", "render", "district", SLUG, "--unit", "07507", "--out", out])
    assert done.exit_code == 1
