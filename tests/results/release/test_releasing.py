"""releasing.py, released.py and their pages: nothing before two persons decide, the fixed forms afterwards."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from portal.accounts.permissions import Role
from portal.errors import Conflict
from portal.extensions import db as database
from portal.results.disclosure import disclosure_control
from portal.results.disclosure.disclosure_control import BAND
from portal.results.models import Tally
from portal.results.release import released, released_pictures, releasing
from portal.surveys.rounds import approvals
from portal.web.data import clock
from portal.web.ui import pictures
from tests import make
from tests.results import poll

SLUG = "198-kh-bdvtu"
PROVINCE = {
    "07507": {1: 2, 2: 3, 3: 5, 4: 12, 5: 8},
    "07519": {1: 3, 2: 3, 3: 6, 4: 20, 5: 3},
    "07534": {2: 2, 4: 3},
    "07210": {3: 5, 4: 10, 5: 10},
}
TOKEN = re.compile(rb'(?<="X-CSRFToken":")[^"]*|name="csrf_token"\s+value="[^"]*')
"""Drawn anew every second: the one thing in which two answers may differ."""
BEFORE = poll.AFTER + timedelta(days=2)


@pytest.fixture
def survey(db, at):
    at(BEFORE)
    return poll.kept_province(PROVINCE)


@pytest.fixture
def two(survey):
    return {
        "by": make.account(Role.PROVINCE_APPROVER, full_name="Nguyễn Thị Hà"),
        "second": make.account(Role.PROVINCE_APPROVER, full_name="Trần Văn Bình"),
    }


@pytest.fixture
def out(survey, two):
    approvals.ask_and_decide(survey, "release", **two)
    database.session.commit()
    return survey


def content(survey):
    return releasing.content(releasing.latest(survey))


def test_nothing_is_released_before_two_persons_decide(survey, two):
    approvals.ask(survey, "release", by=two["by"])
    assert releasing.latest(survey) is None
    assert releasing.versions(survey) == []


def test_a_release_says_who_asked_and_decided_and_carries_its_digest(out, two):
    found = releasing.latest(out)
    assert (found.number, found.asked_by, found.decided_by) == (1, two["by"].id, two["second"].id)
    assert found.digest == releasing.digest(found.content)


def test_the_attack_is_over_before_the_transaction_that_decides(survey, two, monkeypatch):
    approvals.run_guards(survey, "release")

    def attacked(_released):
        pytest.fail("the tables were attacked while everybody waited")

    monkeypatch.setattr(disclosure_control, "is_safe", attacked)
    approvals.ask_and_decide(survey, "release", **two)
    assert releasing.latest(survey).number == 1


def test_communes_have_bands_from_twenty_opinions_on(out):
    bands = {one["code"]: one["bands"].get("Q14") for one in content(out)["communes"]}
    assert bands == {"07507": 3, "07519": 3, "07534": None, "07210": 4}


def test_no_count_of_a_commune_and_no_count_below_five_leaves_the_province(out):
    found = content(out)
    assert all(set(one) == {"code", "title", "full", "area", "bands"} for one in found["communes"])
    rows = [row for table in found["tables"].values() for row in (table["whole"], *table["areas"]) if row]
    assert all(cell is None or cell >= 5 for row in rows for cell in row["cells"])


def test_a_row_that_was_changed_is_not_shown(out):
    found = releasing.latest(out)
    found.content = found.content.replace('"Q14":3', '"Q14":4')
    with pytest.raises(Conflict, match="không còn nguyên vẹn"):
        releasing.content(found)


def test_a_round_is_not_released_before_it_is_tallied(db, at):
    at(BEFORE)
    survey = make.survey_round(results_opened_at=poll.AFTER)
    approvers = make.account(Role.PROVINCE_APPROVER), make.account(Role.PROVINCE_APPROVER)
    with pytest.raises(Conflict, match="đang được tổng hợp"):
        approvals.ask_and_decide(survey, "release", by=approvers[0], second=approvers[1])


def told_by_means(made):
    """A release's content as it was made when communes could be told of by means."""
    places = {"07507": 3, "07519": 7, "07210": 9}
    communes = [{**one, "bands": dict.fromkeys(one["bands"], places.get(one["code"]))} for one in made["communes"]]
    table = made["tables"]["Q14"]
    whole = {**table["whole"], "cells": [], "band": 8}
    tables = {**made["tables"], "Q14": {"form": "mean", "areas": [None] * len(table["areas"]), "whole": whole}}
    return {**made, "measure": "mean", "communes": communes, "tables": tables}


@pytest.fixture
def by_means(survey, two, monkeypatch):
    draft = releasing.draft
    with monkeypatch.context() as before:
        before.setattr(releasing, "draft", lambda round_: told_by_means(draft(round_)))
        approvals.ask_and_decide(survey, "release", **two)
    database.session.commit()
    return survey


NO_MORE = "Đợt này đã công bố theo điểm bình quân nên không công bố lại"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("07507", "dưới 1,75 điểm"),
        ("07519", "khoảng 3,5 điểm (từ 3,25 đến dưới 3,75)"),
        ("07210", "từ 4,25 điểm trở lên"),
        ("07534", "Chưa đủ phiếu để công bố"),
    ],
)
def test_a_release_by_means_is_shown_as_it_was_issued(by_means, client, reader, code, told):
    page = client.get(f"/rounds/{SLUG}/results")
    assert "Đánh giá chung: điểm bình quân" in page.text
    assert "khoảng 4,0 điểm (từ 3,75 đến dưới 4,25)" in page.text
    assert told in page.text
    assert told in reader("province").get(f"/released/{SLUG}/{code}").text


def test_a_release_by_means_is_exported_as_it_was_issued(by_means, client):
    with ZipFile(BytesIO(client.get(f"/rounds/{SLUG}/open-data").response.data)) as bundle:
        rows = bundle.read("counts.csv").decode()
        assert bundle.read("release.json").decode() == releasing.latest(by_means).content
        assert "khoảng 3,5 điểm (từ 3,25 đến dưới 3,75)" in bundle.read("codebook.html").decode()
    assert re.search(r'whole,,[^,]*,Q14,,"?khoảng 4,0 điểm', rows)


def test_a_round_released_by_means_gets_no_further_version_and_says_so(by_means, two, sign_in):
    with pytest.raises(Conflict, match=NO_MORE):
        approvals.ask_and_decide(by_means, "release", **two, reason="Sửa lời")
    with pytest.raises(Conflict, match=NO_MORE):
        releasing.draft(by_means)
    browser = sign_in(two["by"])
    assert NO_MORE in browser.get(f"/manage/rounds/{SLUG}/deeds").text
    assert NO_MORE in browser.get(f"/released/{SLUG}/draft", check=False).text
    refused = browser.submit(f"/manage/rounds/{SLUG}/deeds/new/release", {"reason": "Sửa lời"})
    assert (refused.status, NO_MORE in refused.text) == (409, True)
    assert len(releasing.versions(by_means)) == 1


def test_a_request_for_means_from_before_can_only_be_turned_down(survey, two, sign_in):
    waiting = approvals.ask(survey, "release", by=two["by"])
    waiting.payload = {"measure": "mean"}
    database.session.commit()
    address = f"/manage/rounds/{SLUG}/deeds/{waiting.id}"
    browser = sign_in(two["second"])
    assert "Điểm bình quân, làm tròn đến 0,5 điểm" in browser.get(address).text
    assert "Không còn công bố theo điểm bình quân" in browser.submit(address, {"decision": "yes"}).text
    assert releasing.versions(survey) == []
    assert browser.submit(address, {"decision": "no", "note": "Đề nghị lại"}).status == 303


def test_a_later_release_is_a_new_version_and_the_old_one_stays(out, two):
    before = releasing.latest(out).content
    approvals.ask_and_decide(out, "release", **two, reason="Bổ sung huyện")
    first, second = releasing.versions(out)
    assert (first.content, second.number, second.reason) == (before, 2, "Bổ sung huyện")
    assert second.content == before


def test_where_counts_changed_a_later_release_says_bands_alone(out, two):
    fresh = content(out)["tables"]
    changed = next(key for key, table in fresh.items() if table["form"] not in {BAND, "nothing"})
    tally = database.session.query(Tally).filter_by(question=changed, choice=4).first()
    tally.n += 1
    database.session.flush()
    approvals.ask_and_decide(out, "release", **two, reason="Loại phiếu")
    later = content(out)["tables"]
    assert later[changed]["form"] in {BAND, "nothing"}
    assert {key: one for key, one in later.items() if key != changed} == {
        key: one for key, one in fresh.items() if key != changed
    }


# --- in words


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (None, "Chưa đủ phiếu để công bố"),
        (0, "dưới 20%"),
        (1, "từ 20% đến dưới 40%"),
        (3, "từ 60% đến dưới 80%"),
        (4, "từ 80% trở lên"),
    ],
)
def test_bands_in_words(app, place, words):
    with app.test_request_context():
        assert released.band_in_words(place) == words


@pytest.mark.parametrize(
    ("cells", "groups", "share"),
    [
        ((5, 5, 10, 15, 15), ((0,), (1,), (2,), (3,), (4,)), 60.0),
        ((None, None, 10, 15, 15), ((0,), (1,), (2,), (3,), (4,)), 60.0),
        ((5, 5, 10, None, None), ((0,), (1,), (2,), (3,), (4,)), 60.0),
        ((None, 10, 15, 15, None), ((0,), (1,), (2,), (3,), (4,)), None),
        ((20, 30), ((0, 1, 2), (3, 4)), 60.0),
    ],
)
def test_the_share_satisfied_is_printed_only_where_the_counts_give_it(cells, groups, share):
    assert released.satisfied(cells, groups, 50) == share


# --- who sees what


OWN = {
    "commune": (Role.COMMUNE_LEAD, "07507"),
    "district": (Role.DISTRICT_MONITOR, "219"),
    "province": (Role.PROVINCE_EDITOR, "24"),
}


@pytest.fixture
def reader(sign_in):
    return lambda level: sign_in(make.account(OWN[level][0], make.unit(OWN[level][1])))


@pytest.mark.parametrize("level", OWN)
def test_before_release_the_page_says_only_that_nothing_is_released(survey, reader, level):
    page = reader(level).get(f"/released/{SLUG}")
    assert "Kết quả chưa công bố" in page.text
    assert "%" not in page.text


def test_before_release_every_page_is_the_same_whatever_the_ballots_say(db, at, client, sign_in):
    at(BEFORE)
    survey, pages = poll.province(PROVINCE), []
    browsers = [client, *(sign_in(make.account(role, make.unit(code))) for role, code in OWN.values())]
    for level in (5, 1):
        database.session.query(Tally).delete()
        database.session.add(Tally(round_id=survey.id, point_id=make.point().id, question="Q14", choice=level, n=60))
        database.session.commit()
        shown = TOKEN.sub(b"", client.get(f"/rounds/{SLUG}").response.data)
        seen = [shown, client.get(f"/rounds/{SLUG}/results", check=False).status]
        pages.append([*seen, *(one.get(f"/released/{SLUG}").text for one in browsers[1:])])
    assert pages[0] == pages[1]
    assert pages[0][1] == 404


def test_a_commune_sees_its_own_sheet_alone(out, reader):
    browser = reader("commune")
    page = browser.get(f"/released/{SLUG}")
    assert "Xã Thanh Hải, huyện Lục Ngạn" in page.text
    assert "từ 60% đến dưới 80%" in page.text
    assert "Chũ" not in page.text
    assert browser.get(f"/released/{SLUG}/07519", check=False).status == 404


def test_a_district_sees_its_communes_alone(out, reader):
    browser = reader("district")
    page = browser.get(f"/released/{SLUG}")
    lines = [" ".join(one.get_text(" ").split()) for one in page.all("ul.bands li")]
    assert "Xã Phúc Sơn Chưa đủ phiếu để công bố" in lines
    assert "Thọ Xương" not in page.text
    assert "Chưa đủ phiếu để công bố" in browser.get(f"/released/{SLUG}/07534").text
    assert browser.get(f"/released/{SLUG}/07210", check=False).status == 404


def test_the_province_sees_every_version_and_others_only_the_last(out, two, reader):
    approvals.ask_and_decide(out, "release", **two, reason="Sửa lỗi in")
    place = reader("province").get(f"/results/{SLUG}/release")
    assert "Nguyễn Thị Hà" in place.text
    assert "Sửa lỗi in" in place.text
    page = reader("province").get(f"/released/{SLUG}?number=1")
    assert "Công bố lần 1" in page.text
    assert reader("province").get(f"/released/{SLUG}?number=9", check=False).status == 404
    assert "Công bố lần 2" in reader("commune").get(f"/released/{SLUG}?number=1").text


def test_everybody_reads_what_is_released(out, client):
    front = client.get(f"/rounds/{SLUG}")
    assert "Kết quả khảo sát" in front.text
    page = client.get(f"/rounds/{SLUG}/results?q=thanh")
    assert "Xã Thanh Hải" in page.text
    assert "Chũ" not in page.text
    assert "từ 60% đến dưới 80%" in client.get(f"/rounds/{SLUG}/results/07507").text
    assert client.get(f"/rounds/{SLUG}/results/99999", check=False).status == 404


def test_the_public_page_has_a_sentence_a_picture_the_finder_and_a_folded_table(out, client):
    page = client.get(f"/rounds/{SLUG}/results")
    assert page.reads(".lead-sentence").startswith("Toàn tỉnh: ")
    assert len(page.all(".chart .rows p:not(.group)")) <= 14
    assert page.one("details.more table.released")
    assert page.one("meta[name=description]")["content"].startswith("Kết quả đánh giá của người dân")
    assert all(not one.has_attr("open") for one in page.all("#found-units details"))
    found = client.get(f"/rounds/{SLUG}/results?q=thanh hai")
    assert [one.get_text() for one in found.all("#found-units li a")] == ["Xã Thanh Hải"]
    assert found.one("#found-units details[open]")


def test_a_commune_s_page_fills_the_step_of_its_band(out, client):
    page = client.get(f"/rounds/{SLUG}/results/07507")
    rows = page.all("table.steps tbody tr:not(.group)")
    assert len(rows) == 14
    for row in rows:
        steps = [one["fill"] for one in row.select("rect")]
        assert len(steps) == 5
        assert [place for place, fill in enumerate(steps) if fill != "#fff"] == [3]
        assert "từ 60% đến dưới 80%" in row.get_text(" ")
    assert "Xã Thanh Hải" not in page.one("meta[name=description]")["content"]


@pytest.mark.parametrize(
    ("cells", "form", "widths"),
    [
        ((5, 5, 10, 15, 15), "five", [10, 10, 20, 30, 30]),
        ((None, None, 10, 15, 15), "five", [20, 20, 30, 30]),
        ((5, None, 15, 20, None), "five", [20, 10, 30, 40]),
        ((20, 30), "two", [40, 60]),
    ],
)
def test_the_picture_draws_what_is_released_and_hides_the_rest_in_stripes(cells, form, widths):
    pieces = released_pictures.pieces_of(form, {"cells": cells, "n": 50})
    assert [float(one.width) for one in pieces] == widths
    assert sum(one.fill == pictures.UNTOLD for one in pieces) == (None in cells)


@pytest.mark.parametrize(("form", "cells"), [("two", (20, 30)), ("three", (10, 10, 30))])
def test_levels_told_together_are_drawn_in_the_colour_of_none_of_them(form, cells):
    pieces = released_pictures.pieces_of(form, {"cells": cells, "n": 50})
    assert pieces[-1].fill == released_pictures.MERGED[3, 4].fill
    assert {one.fill for one in pieces}.isdisjoint({pictures.LEVEL_COLOURS[3], pictures.LEVEL_COLOURS[4]})


@pytest.mark.parametrize(("form", "row"), [("nothing", {"n": 9}), ("band", {"band": None}), ("five", None)])
def test_what_is_not_released_is_not_drawn(form, row):
    assert released_pictures.pieces_of(form, row) == ()


def test_a_band_is_drawn_as_a_band():
    [piece] = released_pictures.pieces_of("band", {"band": 3, "n": 50})
    assert (piece.x, piece.width) == ("60.00", "20.00")


def test_one_asks_another_decides_and_then_commune_and_public_read_it(survey, two, sign_in, client, reader):
    first, second = sign_in(two["by"]), sign_in(two["second"])
    assert "Bản sẽ công bố" in first.get(f"/released/{SLUG}/draft").text
    asked = first.submit(f"/manage/rounds/{SLUG}/deeds/new/release", {})
    assert client.get(f"/rounds/{SLUG}/results", check=False).status == 404
    second.submit(asked.location, {"decision": "yes"}, "main form.confirm")
    assert "từ 60% đến dưới 80%" in reader("commune").get(f"/released/{SLUG}").text
    assert "Xã Thanh Hải" in client.get(f"/rounds/{SLUG}/results").text
    assert clock.now() == BEFORE
