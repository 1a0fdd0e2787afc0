"""The complete plans of `plans/` beside Plan 198: each rehearsed by `flask demo --plan` with its twelve units."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.ballots.models import sealed_ballot
from portal.demo import gallery, rounds, setup
from portal.documents.kinds import KINDS, kinds_for
from portal.documents.lifecycle.requests import Request
from portal.documents.models import Document
from portal.errors import Refused
from portal.extensions import db
from portal.papers.letterhead import Issue
from portal.papers.tables import COPIES, FULL
from portal.surveys import queries
from portal.surveys.plan import features, plan
from portal.surveys.plan.features import Feature
from tests import distribution
from tests.browser import PageClient
from tests.conftest import empty_tables, forget_caches

OF_PLAN_198 = ("Cựu chiến binh", "Dân vận", "Bắc Giang", "tín nhiệm", "PKS02")
"""Words of Plan 198 and one of a regulated procedure, which stand in no other plan."""
OF_OTHERS = ("cấp tỉnh", "tổ công tác", "hội viên", "một cửa")
"""Words of administrative levels and of their desks, which are no plan's of the gallery."""
OF_VISITS = {
    "tram-y-te": ("lượt người dân", "cấp xã"),
    "truong-hoc": ("lượt người", "cấp xã"),
    "noi-bo": ("lượt đến", "lượt người", "cấp xã"),
}
"""What is counted elsewhere, and the level of communes."""
SIGNED = gallery.NAMES if distribution.is_long() else ("noi-bo",)
"""Whose report is printed and signed here too: printing takes most of a rehearsal's time."""
BALLOTS = 720 if distribution.is_long() else 360
NO_HELP = {Feature.HELPERS, Feature.TASKFORCE, Feature.PUBLICITY, Feature.AWARDS}
ONCE = {Feature.VISITS_BY_DAY}
WITHOUT = {
    "tram-y-te": NO_HELP,
    "dich-vu-cong": set(),
    "truong-hoc": NO_HELP | ONCE,
    "noi-bo": NO_HELP | ONCE | {Feature.VISITS},
}
PAGES = {
    "/corrections": Feature.VISITS,
    "/rosters": Feature.HELPERS,
    "/manage/publicity": Feature.PUBLICITY,
    "/awards": Feature.AWARDS,
}
PUBLIC_PAGES = ("/", "/promises", "/rounds/{}", "/promises?lang=en", "/rounds/{}?lang=en", "/?lang=en")
SAID_OF = {
    Feature.HELPERS: ("hỗ trợ", "helper", "help desk"),
    Feature.VISITS: ("lượt người", "lượt đến", "visits", "đã chốt"),
    Feature.DISTRICTS: ("đơn vị cấp trên", "unit above"),
}
OFFICE_PAGES = ("/tasks", "/monitoring", "/board?day=all", "/results/{}/quality", "/results/{}/communes")
THEMES = 7
PASSWORD = "tiếng suối trong"
COLUMNS = {Feature.VISITS: "Tỷ lệ tham gia", Feature.HELPERS: "người hỗ trợ", Feature.PUBLICITY: "Niêm yết"}


@pytest.fixture(scope="module", params=gallery.NAMES)
def rehearsed(app, request):
    """A plan of the gallery from loading to its report, by its name."""
    # printed outside the command: within one the guard of slow work takes the test's own transaction for its
    arguments = ["demo", "--plan", request.param, "--ballots", str(BALLOTS), "--password", PASSWORD, "--no-papers"]
    with app.app_context():
        made = app.test_cli_runner().invoke(args=arguments)
        assert made.exit_code == 0, made.output
        if request.param in SIGNED:
            gallery.sign_report(request.param)
        yield request.param
        db.session.rollback()
        db.session.remove()
        empty_tables()
        forget_caches(app, Path(app.config["INSTANCE"]))


@pytest.fixture(scope="module")
def frozen(rehearsed):
    """The figures of its synthesis."""
    return KINDS["synthesis"].freeze(Request(round=rounds.the_round(rehearsed)))


@pytest.fixture
def editor(app, rehearsed):
    browser = PageClient(app)
    browser.enter(setup.account(setup.EDITOR))
    return browser


def test_it_runs_to_opened_results_and_every_unit_is_there(rehearsed, frozen):
    round_ = rounds.the_round(rehearsed)
    assert (round_.state, round_.simulated) == ("opened", True)
    assert db.session.scalar(select(func.count()).select_from(sealed_ballot)) == BALLOTS
    assert (len(frozen.communes), frozen.whole.ballots) == (12, BALLOTS)
    assert set(frozen.survey.left_out) == WITHOUT[rehearsed]
    if rehearsed in SIGNED:
        assert [(one.kind, one.state) for one in db.session.scalars(select(Document))] == [("synthesis", "issued")]


def test_its_papers_have_no_word_of_plan_198_and_nothing_of_what_it_leaves_out(rehearsed, frozen):
    kind = KINDS["synthesis"]
    said = " ".join(page for copy in COPIES for page in kind.html(frozen, {}, Issue(), copy))
    assert [word for word in (*OF_PLAN_198, *OF_OTHERS, *OF_VISITS.get(rehearsed, ())) if word in said] == []
    annexes = kind.annexes(frozen, FULL)
    assert [one.number for one in annexes] == list(range(1, len(annexes) + 1))
    heads = [head.text for annex in annexes for table in annex.tables for row in table.head for head in row]
    gone = [word for feature, word in COLUMNS.items() if feature in WITHOUT[rehearsed]]
    assert [head for head in heads for word in gone if word in head] == []


@pytest.mark.parametrize("name", ["monthly", "guidance", "minutes", "urging", "commune"])
def test_its_other_papers_speak_its_own_words(rehearsed, name):
    round_ = rounds.the_round(rehearsed)
    asked = Request(round_, unit=queries.points_of(round_)[0].unit, month=f"{round_.first_day:%Y-%m}")
    kind = KINDS[name]
    said = " ".join(kind.html(kind.freeze_asked(asked), {}, Issue(), FULL))
    assert [word for word in (*OF_PLAN_198, *OF_OTHERS, *OF_VISITS.get(rehearsed, ())) if word in said] == []


def test_no_table_of_its_report_has_an_empty_column(rehearsed, frozen):
    # what themes come to is written by a person
    for annex in (one for one in KINDS["synthesis"].annexes(frozen, FULL) if one.number != THEMES):
        for place, table in enumerate(annex.tables):
            columns = zip(*(row.cells for row in table.rows if all(cell.span == 1 for cell in row.cells)), strict=False)
            empty = [number for number, cells in enumerate(columns) if {cell.text for cell in cells} <= {"-", ""}]
            assert empty == [], f"{rehearsed}, annex {annex.number}, table {place + 1}"


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_what_it_leaves_out_are_not_there_and_no_menu_leads_to_them(rehearsed, editor, path):
    page = editor.get(path)
    menu = [link["href"] for link in editor.get("/monitoring").all("nav a")]
    if PAGES[path] in WITHOUT[rehearsed]:
        assert page.status == 404
        assert features.absence(queries.by_slug(rehearsed).plan_data, PAGES[path]) in page.text
        assert path not in menu
    else:
        assert page.status == 200


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_citizens_are_promised_nothing_that_it_leaves_out(app, rehearsed, path):
    page = PageClient(app).get(path.format(rehearsed))
    assert page.status == 200
    gone = {*WITHOUT[rehearsed], Feature.DISTRICTS}
    assert [word for feature, words in SAID_OF.items() if feature in gone for word in words if word in page.text] == []


@pytest.mark.parametrize("path", OFFICE_PAGES)
def test_its_pages_for_the_office_are_there(rehearsed, editor, path):
    page = editor.get(path.format(rehearsed))
    assert page.status == 200
    assert [word for word in (*OF_OTHERS, *OF_VISITS.get(rehearsed, ())) if word in page.text] == []
    if Feature.VISITS in WITHOUT[rehearsed]:
        assert [words for words in ("lượt", "Mức tham gia", "tỷ lệ tham gia") if words in page.text] == []


def test_papers_of_what_it_leaves_out_are_not_offered_and_refused_with_a_sentence(rehearsed, editor):
    round_ = rounds.the_round(rehearsed)
    gone = {name for name, feature in features.PAPERS.items() if feature in WITHOUT[rehearsed]}
    province = setup.account(setup.EDITOR).unit
    assert {kind.name for kind in kinds_for(province, round_.plan_data)} & gone == set()
    for name in gone:
        with pytest.raises(Refused, match=re.escape(features.absence(round_.plan_data, features.PAPERS[name]))):
            KINDS[name].freeze_asked(Request(round=round_))


def test_a_units_people_have_a_home_and_a_report_that_was_handed_in(app, rehearsed):
    round_ = rounds.the_round(rehearsed)
    first = queries.points_of(round_)[0].unit
    browser = PageClient(app)
    browser.enter(setup.account(f"cb.{first.code}"))
    assert browser.get("/today").status == 200
    assert browser.get(f"/manage/rounds/{rehearsed}/reports/{first.code}").status == 200


def test_a_second_run_says_that_it_is_there(app, rehearsed):
    again = app.test_cli_runner().invoke(args=["demo", "--plan", rehearsed])
    assert again.exit_code == 0
    assert "đã có, không tạo lại" in again.output
    other = next(name for name in gallery.NAMES if name != rehearsed)
    refused = app.test_cli_runner().invoke(args=["demo", "--plan", other])
    assert refused.exit_code == 1
    assert "đã có đợt khảo sát khác" in refused.output


def test_the_kit_meets_every_mark_of_the_signed_report(rehearsed, editor, tmp_path):
    if rehearsed not in SIGNED:
        assert db.session.scalar(select(func.count(Document.id))) == 0
        return
    answer = editor.get(f"/results/{rehearsed}/data/kit-restricted", check=False)
    assert answer.status == 200
    with zipfile.ZipFile(io.BytesIO(answer.response.data)) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-E", "-s", "-S", "-X", "utf8", str(tmp_path / "recompute.py")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env={}, cwd="/")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", gallery.NAMES)
def test_the_file_of_each_plan_names_numbers_that_nobody_has(name):
    given = plan.parse((gallery.PLANS / f"{name}.toml").read_text(encoding="utf-8"))
    assert given.identity.example
    assert given.contact.telephone.startswith("0000 ")
    text = (gallery.PLANS / f"{name}.toml").read_text(encoding="utf-8")
    assert [word for word in OF_PLAN_198 if word in text] == []
