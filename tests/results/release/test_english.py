"""Every public page has English without a Vietnamese sentence: names stand in lang="vi" or as names of units."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.surveys.models import Point
from portal.surveys.rounds import approvals
from portal.units import kinds
from portal.units.names import in_english
from portal.web.http.languages import ENGLISH_PAGES
from portal.web.http.views import NONCE, PUBLIC
from portal.web.ui import formats
from tests import make
from tests.results import poll
from tests.results.release.test_releasing import BEFORE, PROVINCE, SLUG

PAGES = {
    "ballots.form": "/p/{code}",
    "ballots.home": "/?q=luc ngan",
    "ballots.promised": "/promises",
    "ballots.receipt": "/receipt?code=ABCD",
    "duty.desk": f"/rounds/{SLUG}/duty/07507",
    "duty.desks": f"/rounds/{SLUG}/duty",
    "guiding_public.card": "/card",
    "log.page": f"/log/{SLUG}",
    "public_results.commune": f"/rounds/{SLUG}/results/07507",
    "public_results.results": f"/rounds/{SLUG}/results",
    "public_rounds.public_round": f"/rounds/{SLUG}",
    "verifying.verify": "/verify",
}
MORE = (
    f"/rounds/{SLUG}/results/07534",
    f"/rounds/{SLUG}/results?q=nobody",
    f"/rounds/{SLUG}/results?area=219",
    f"/rounds/{SLUG}/duty?q=nobody",
    f"/rounds/{SLUG}/results/99999",
    f"/rounds/{SLUG}/duty/99999",
)
FIRST_RUN = (
    "first_run.enter",
    "first_run.index",
    "first_run.office",
    "first_run.people",
    "first_run.poster",
    "first_run.trial",
    "first_run.units",
)
OTHERS = {
    **dict.fromkeys(FIRST_RUN, "whoever sets an installation up, by a code"),
    "accounts.login": "officials sign in",
    "ballots.done": "shown after a form was sent: tests/ballots",
    "desk.ballot": "a desk's phone alone: tests/ballots/desks",
    "desk.done": "a desk's phone alone: tests/ballots/desks",
    "desk.index": "a desk's phone alone: tests/ballots/desks",
    "health.healthz": "no page",
    "health.readyz": "no page",
    "log.checkpoint": "a file",
    "log.consistency": "a file",
    "log.inclusion": "a file",
    "log.key": "a file",
    "log.leaves": "a file",
    "log.tool": "a file",
    "moved.address": "leads to a page",
    "public_results.open_data_file": "a file",
    "static": "a file",
}
MARKED = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
KINDS = "|".join({kind.english for kind in kinds.KINDS.values()})
# A word with a capital is a name; a unit's kind follows its name.
NAME = re.compile(rf"(?:\b[A-ZĂÂĐÊÔƠƯ]\w*[ \u00a0])*\b[A-ZÀ-ỸĐ]\w*[ \u00a0](?:{KINDS})\b|Ý Dân|Bắc Giang")


@pytest.fixture
def out(db, at):
    at(BEFORE)
    survey = poll.kept_province(PROVINCE)
    by, second = make.account(Role.PROVINCE_APPROVER), make.account(Role.PROVINCE_APPROVER)
    approvals.ask_and_decide(survey, "release", by=by, second=second)
    database.session.commit()
    return survey


def vietnamese_in(page: BeautifulSoup) -> list[str]:
    """What is said in Vietnamese outside of lang="vi", texts and attributes alike."""
    for part in page.select("[lang=vi]"):
        part.decompose()
    attributes = [str(value) for tag in page.select("*") for value in tag.attrs.values()]
    said = [NAME.sub("", text) for text in (*page.stripped_strings, *attributes)]
    return [text for text in said if MARKED.search(text)]


def in_lang(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang=en"


def test_every_public_address_is_a_page_in_english_or_none_for_citizens(app):
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods and app.view_functions[rule.endpoint].permission in {PUBLIC, NONCE}
    }
    assert public == PAGES.keys() | OTHERS.keys()
    assert PAGES.keys() >= ENGLISH_PAGES


@pytest.mark.parametrize("address", [*PAGES.values(), *MORE])
def test_a_page_in_english_has_no_vietnamese_sentence_and_leads_back(out, client, address):
    code = database.session.scalars(select(Point.code).where(Point.round_id == out.id)).first()
    answer = client.get(in_lang(address.format(code=code)), check=False)
    page = answer.soup
    assert page.html["lang"] == "en"
    back = page.select_one("a[hreflang=vi]")
    assert back is not None or answer.status == 404 or "/p/" in address
    assert vietnamese_in(page) == []


@pytest.mark.parametrize("endpoint", sorted(ENGLISH_PAGES))
def test_a_page_leads_to_the_same_in_english_and_stays_there(out, client, endpoint):
    page = client.get(PAGES[endpoint]).soup
    assert page.html["lang"] == "vi"
    assert page.select_one("a[hreflang=en]")["href"] == "?lang=en"
    english = client.get(in_lang(PAGES[endpoint])).soup
    inside = [link["href"] for link in english.select("main a[href^='/rounds/'], .crumbs a[href^='/rounds/']")]
    assert inside or endpoint in {"public_results.commune", "guiding_public.card", "verifying.verify"}
    assert all("lang=en" in href for href in inside if "/open-data" not in href)


def test_figures_questions_and_places_are_english_there_and_vietnamese_in_files(out, client):
    page = client.get(in_lang(PAGES["public_results.results"])).text
    assert "Overall, how satisfied are you with how the Chair of the People's Committee of the commune" in page
    assert "Thanh Hải commune" in page.replace("\u00a0", " ")
    assert "from 60% to under 80%" in page
    client.get(in_lang(f"/rounds/{SLUG}/open-data"))
    assert not formats.ENGLISH.get()
    assert "từ 60% đến dưới 80%" in client.get(PAGES["public_results.results"]).text


@pytest.mark.parametrize(
    ("number", "typed", "said"),
    [
        ("12", "0" * 64, "No issued document has this number and this file."),
        ("12", "abc", "A SHA-256 code has 64 figures and letters from a to f."),
        ("", "0" * 64, "Enter the number of the document."),
        ("12", "", "Enter the SHA-256 code or choose the PDF file."),
    ],
)
def test_whoever_checks_a_document_in_english_is_answered_in_english(out, client, number, typed, said):
    page = client.submit(in_lang("/verify"), {"number": number, "hash": typed}, "main form").soup
    assert said in page.text
    assert vietnamese_in(page) == []


def test_open_data_brings_its_codebook_in_both_languages(out, client):
    archive = ZipFile(BytesIO(client.get(f"/rounds/{SLUG}/open-data").response.data))
    ours, english = (BeautifulSoup(archive.read(name), "html.parser") for name in ("codebook.html", "codebook-en.html"))
    assert (ours.html["lang"], english.html["lang"]) == ("vi", "en")
    assert [code.text for code in ours.select("code")] == [code.text for code in english.select("code")]
    assert len(MARKED.findall(ours.text)) > 100
    assert vietnamese_in(english) == []


def test_numbers_and_days_follow_the_language():
    said = formats.integer(12300), formats.percent(82.34), formats.short_date(date(2024, 6, 2)), formats.count(9)
    assert said == ("12.300", "82,3%", "02/6/2024", "09")
    token = formats.ENGLISH.set(True)
    try:
        said = formats.integer(12300), formats.percent(82.34), formats.short_date(date(2024, 6, 2)), formats.count(9)
        assert formats.weekday(date(2024, 6, 12)) == "Wednesday"
    finally:
        formats.ENGLISH.reset(token)
    assert said == ("12,300", "82.3%", "2 June 2024", "9")


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("xã Thanh Hải, huyện Lục Ngạn", "Thanh Hải commune, Lục Ngạn district"),
        ("Thị trấn Chũ", "Chũ township"),
        ("thị xã Việt Yên", "Việt Yên town"),
        ("Thành phố Bắc Giang", "Bắc Giang city"),
        ("Toàn tỉnh", "Toàn tỉnh"),
        ("", ""),
    ],
)
def test_a_unit_has_its_kind_behind_its_name_in_english(name, english):
    assert in_english(name) == english


def test_the_catalogue_translates_each_text_once():
    text = Path("portal/translations/en/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    ids = re.findall(r"^msgid (.*)$", text, re.MULTILINE)
    assert len(ids) == len(set(ids))
