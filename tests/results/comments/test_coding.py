"""results/comments/coding.py, comments.py, themes.py and their pages: read by the province alone, coded by a person."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from sqlalchemy import insert

from portal.accounts.permissions import Role
from portal.ballots.models import comment_pool, sealed_comment
from portal.demo import setup
from portal.documents.synthesis import paper_words
from portal.errors import Conflict, DomainError
from portal.extensions import db as database
from portal.results.comments import coding, comments, themes
from portal.results.comments.themes import ThemeRow
from portal.results.models import CodedComment
from portal.results.tallying import tallying
from portal.web.data import clock
from tests import make
from tests.results import poll

TEXTS = ("Đường xấu quá", "Cán bộ nhiệt tình", "Rác nhiều, đường hẹp", "abc", "Cảm ơn xã", "Sớm cấp bìa đất")
ADDRESS = "/results/198-kh-bdvtu/comments"
THEMES = "/results/198-kh-bdvtu/themes"


def leave(code: str, *texts: str, table=sealed_comment) -> None:
    """Comments left at a commune's desk."""
    point = make.point(code)
    for body in texts:
        row = {"round_id": point.round_id, "point_id": point.id, "id": os.urandom(16), "body": body}
        row |= {"mac": os.urandom(32)} if table is comment_pool else {}
        database.session.execute(insert(table).values(**row))


@pytest.fixture
def survey(db):
    survey = make.survey_round(results_opened_at=poll.AFTER)
    leave("07507", *TEXTS)
    leave("07519", "Nên niêm yết giá", table=comment_pool)
    comments.lay_out(survey)
    database.session.commit()
    return survey


@pytest.fixture
def coder(survey):
    return make.account(Role.PROVINCE_EDITOR, full_name="Vũ Thị Lan")


@pytest.fixture
def second(survey):
    return make.account(Role.PROVINCE_APPROVER, full_name="Đỗ Văn Nam")


def theme(survey, name: str) -> int:
    return next(one.id for one in themes.themes_of(survey) if one.name == name)


def code(survey, place: int, *names: str, by, version: int = 1) -> None:
    chosen = [theme(survey, name) for name in names]
    coding.code(survey, place, chosen=chosen, uncodable=not chosen, version=version, by=by)


def table(survey) -> dict[str, int]:
    return {row.theme: row.n for row in themes.table(survey) if row.n}


def test_a_round_begins_with_a_list_of_themes_and_every_comment_waits(survey):
    assert [row.theme for row in themes.table(survey)] == list(themes.STARTERS)
    assert themes.progress(survey) == themes.Progress(7, 0, 0)
    assert {row.share for row in themes.table(survey)} == {None}


def test_laying_out_again_leaves_every_comment_in_its_place(survey):
    before = [(row.place, row.comment_id) for row in database.session.query(CodedComment).order_by("place")]
    comments.lay_out(survey)
    assert [(row.place, row.comment_id) for row in database.session.query(CodedComment).order_by("place")] == before


def test_the_order_shown_is_not_that_of_the_ids(db, monkeypatch):
    survey = make.survey_round(results_opened_at=poll.AFTER)
    leave("07507", *(f"Ý kiến {n}" for n in range(30)))
    comments.lay_out(survey)
    order = [row.comment_id for row in database.session.query(CodedComment).order_by("place")]
    assert order != sorted(order)
    assert order != sorted(order, reverse=True)


def test_shares_are_of_the_comments_that_have_a_theme(survey, coder):
    code(survey, 1, "Hạ tầng", "Môi trường", by=coder)
    code(survey, 2, "Hạ tầng", by=coder)
    code(survey, 3, by=coder)
    assert table(survey) == {"Hạ tầng": 2, "Môi trường": 1}
    assert {row.theme: row.share for row in themes.table(survey) if row.n} == {"Hạ tầng": 100.0, "Môi trường": 50.0}
    assert themes.progress(survey) == themes.Progress(7, 3, 1)


def test_coding_again_replaces_what_was_chosen(survey, coder):
    code(survey, 1, "Hạ tầng", by=coder)
    code(survey, 1, "Đất đai", by=coder, version=2)
    assert table(survey) == {"Đất đai": 1}


@pytest.mark.parametrize(("names", "uncodable"), [((), False), (("Khác",), True)])
def test_themes_or_not_to_be_coded_but_one_of_them(survey, coder, names, uncodable):
    chosen = [theme(survey, name) for name in names]
    with pytest.raises(DomainError, match="nhóm vấn đề"):
        coding.code(survey, 1, chosen=chosen, uncodable=uncodable, version=1, by=coder)
    assert themes.progress(survey).coded == 0


def test_two_coders_never_get_the_same_comment(survey, coder, second):
    got = [coding.claim_next(survey, by) for by in (coder, second)]
    assert got == [1, 2]
    assert coding.claim_next(survey, coder) == 1


def test_a_claim_ends_after_a_while(survey, coder, second, at):
    at(poll.AFTER)
    coding.claim_next(survey, coder)
    at(poll.AFTER + coding.CLAIM_LASTS * 2)
    assert coding.claim_next(survey, second) == 1


def test_skipping_goes_round_to_what_was_left(survey, coder):
    for place in range(2, 8):
        code(survey, place, "Khác", by=coder)
    assert coding.claim_next(survey, coder, after=1) == 1
    code(survey, 1, "Khác", by=coder)
    assert coding.claim_next(survey, coder) is None


def test_the_second_to_save_is_told_who_was_first(survey, coder, second, at):
    at(clock.at(make.LAST_DAY, 9))
    code(survey, 1, "Hạ tầng", by=coder)
    with pytest.raises(Conflict, match="đồng chí Vũ Thị Lan phân loại lúc 09:00"):
        code(survey, 1, "Khác", by=second)
    assert table(survey) == {"Hạ tầng": 1}


def test_a_list_is_coded_at_once_but_for_what_changed_meanwhile(survey, coder, second):
    code(survey, 2, "Đất đai", by=second)
    done = coding.code_many(survey, picked=[(1, 1), (2, 1), (3, 1)], chosen=[theme(survey, "Khác")], by=coder)
    assert done == coding.Bulk(2, 1)
    assert table(survey) == {"Khác": 2, "Đất đai": 1}


def test_merging_counts_a_comment_with_both_themes_once(survey, coder):
    code(survey, 1, "Hạ tầng", "Khác", by=coder)
    code(survey, 2, "Khác", by=coder)
    merged = next(one for one in themes.themes_of(survey) if one.name == "Khác")
    coding.merge(merged, into=theme(survey, "Hạ tầng"), by=coder)
    assert table(survey) == {"Hạ tầng": 2}
    assert [one.position for one in themes.themes_of(survey)] == list(range(1, 12))


def test_a_theme_is_renamed_moved_and_added(survey, coder):
    first = themes.themes_of(survey)[0]
    coding.move(first, step=1)
    coding.edit(first, name="Thái độ", wording="Nhiệt tình", level="commune", version=first.version, by=coder)
    coding.add(survey, name="Nước sạch", by=coder)
    rows = themes.table(survey)
    assert (rows[1].theme, rows[1].wording, rows[1].level) == ("Thái độ", "Nhiệt tình", "cấp xã")
    assert rows[-1].theme == "Nước sạch"
    with pytest.raises(DomainError, match="Đã có nhóm vấn đề tên này"):
        coding.add(survey, name="NƯỚC SẠCH", by=coder)


def test_a_commune_is_named_from_five_comments_on_else_its_district(survey):
    rows = database.session.query(CodedComment).order_by("place").all()
    places = {one.body: one.at for one in comments.shown(survey, rows)}
    assert places["abc"] == "xã Thanh Hải, huyện Lục Ngạn"
    assert places["Nên niêm yết giá"] == "huyện Lục Ngạn"


# --- pages


def test_a_person_codes_comment_after_comment_without_scripts(survey, coder, sign_in, monkeypatch):
    monkeypatch.setattr(tallying, "is_ready", lambda _survey: True)
    browser = sign_in(coder)
    page = browser.get(THEMES)
    assert "Đã phân loại 0/7 ý kiến" in page.text
    found = browser.post(f"{ADDRESS}/next")
    assert len(browser.get(found.location).all("form.coding input[name=version]")) == 1
    for _turn in range(7):
        other = {"chosen": [str(theme(survey, "Khác"))]}
        found = browser.submit(found.location, other, "main form.coding")
    shown = browser.get(found.location)
    assert "Không còn ý kiến nào chờ phân loại" in shown.text
    assert "Đã phân loại 7/7 ý kiến" in shown.text


def test_a_comment_without_a_choice_stays_on_the_page(survey, coder, sign_in):
    page = sign_in(coder).submit(f"{ADDRESS}/1", {}, "main form.coding")
    assert page.status == 422
    assert "Chọn ít nhất một nhóm vấn đề" in page.text


def test_the_list_finds_without_accents_and_codes_what_is_picked(survey, coder, sign_in):
    browser = sign_in(coder)
    page = browser.get(f"{ADDRESS}/list?q=duong")
    assert "Có 2 ý kiến" in page.text
    picked = [str(box["value"]) for box in page.all("input[name=picked]")]
    chosen = {"picked": picked, "chosen": [str(theme(survey, "Hạ tầng"))]}
    done = browser.submit(page.path, chosen, 'main form[method="post"]')
    assert "Đã phân loại 2 ý kiến" in browser.get(done.location).text
    assert table(survey) == {"Hạ tầng": 2}


@pytest.mark.parametrize("path", [THEMES, f"{ADDRESS}/list", f"{ADDRESS}/1"])
def test_before_results_are_open_the_page_is_the_same_whatever_was_written(survey, coder, sign_in, path):
    survey.results_opened_at = None
    database.session.commit()
    page = sign_in(coder).get(path, check=False)
    assert page.status == 403
    assert not any(text in page.text for text in TEXTS)
    assert "Kết quả chưa mở" in page.text


@pytest.mark.parametrize("page", ["9" * 20, "-1", "9" * 5000, "999999999", "hai"])
def test_a_page_of_comments_that_is_not_there_is_no_error(survey, coder, sign_in, page):
    assert sign_in(coder).get(f"{ADDRESS}/list?page={page}").status == 200


def test_the_province_reads_themes_by_area_without_a_small_count(survey, coder, sign_in, monkeypatch):
    monkeypatch.setattr(tallying, "is_ready", lambda _survey: True)
    for place in range(1, 8):
        code(survey, place, "Hạ tầng", by=coder)
    database.session.commit()
    page = sign_in(make.account(Role.AUDITOR)).get(THEMES)
    assert next(row for row in page.rows("main table.figures") if row[0] == "Hạ tầng")[-2:] == ["7", "100,0"]
    assert "Đường xấu quá" not in page.text
    assert page.all("main form") == [], "the auditor reads no comment and edits no theme"


def test_praise_stands_apart_and_requests_by_the_level_that_settles_them(app):
    rows = [
        ThemeRow("Biểu dương", 5, 50.0, "", is_praise=True),
        ThemeRow("Đất đai", 2, 20.0, "", "cấp huyện"),
        ThemeRow("Môi trường", 1, 10.0, "", "cấp xã"),
        ThemeRow("Hạ tầng", 3, 30.0, "", "cấp huyện"),
        ThemeRow("Khác", 0, 0.0, ""),
    ]
    with app.test_request_context():
        found = themes.bars(setup.the_plan(), rows)
    assert [(one.title, [row[0] for row in one.rows]) for one in found] == [
        ("Kiến nghị, cấp xã giải quyết", ["Môi trường"]),
        ("Kiến nghị, cấp huyện giải quyết", ["Hạ tầng", "Đất đai"]),
        ("Khen ngợi", ["Biểu dương"]),
    ]
    assert found[-1].rows == [("Biểu dương", 5, "5 (50,0%)")]


def test_the_levels_that_settle_requests_are_called_as_the_plan_calls_them():
    plan = setup.the_plan()
    assert themes.levels_of(plan) == {"commune": "cấp xã", "district": "cấp huyện", "province": "cấp tỉnh"}
    ward = replace(plan, words=replace(plan.words, commune_level="tổ dân phố", province_level="phường"))
    assert themes.levels_of(ward) == {"commune": "tổ dân phố", "district": "cấp huyện", "province": "phường"}
    assert paper_words.of_plan(ward).province_level == "phường", "a report finds the requests of its own level"


@pytest.mark.parametrize("ticked", [True, False])
def test_whoever_edits_a_theme_says_whether_it_is_praise(sign_in, survey, coder, ticked):
    [praise] = [one for one in themes.themes_of(survey) if one.is_praise]
    browser, address = sign_in(coder), f"{THEMES}/{praise.id}"
    page = browser.get(address)
    assert all(words in page.text for words in ("Chưa xác định", "Cấp xã", "Cấp huyện", "Cấp tỉnh"))
    fields = page.fields("form[data-keep]")
    assert fields.pop("is_praise") == "y"
    assert (
        browser.post(address, {**fields, "name": "Biểu dương", **({"is_praise": "y"} if ticked else {})}).status == 303
    )
    database.session.expire_all()
    assert (praise.name, praise.is_praise) == ("Biểu dương", ticked)
