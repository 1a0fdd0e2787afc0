"""disclosure_control.py: what is told without communes set apart follows from what is public, or is not told."""

from __future__ import annotations

import io
import json
import random
import zipfile
from datetime import timedelta

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.results.disclosure.disclosure_control import (
    Row,
    Table,
    band,
    band_excluding,
    protect,
    published_satisfied,
)
from portal.results.exclusions import exclusions
from portal.results.release import released, releasing
from portal.surveys.rounds import approvals
from tests import make
from tests.results import poll


def five(*cells):
    return Table("five", (None,), Row(sum(cells) if None not in cells else 100, cells))


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (five(10, 10, 10, 30, 40), 70),
        (five(10, 10, 10, None, None), 70),
        (five(None, 10, 10, None, 40), None),
        (Table("two", (), Row(100, (30, 70))), 70),
        (Table("band", (), Row(100, (), 3)), None),
        (Table("nothing", (), None), None),
    ],
)
def test_the_satisfied_are_known_where_the_counts_give_them(table, told):
    assert published_satisfied(table) == told


def test_the_rest_has_a_band_where_every_possible_commune_leaves_it_there():
    whole = five(100, 100, 100, 400, 300)
    assert band_excluding(whole, [(0, 0, 0, 10, 20)]) == 3
    near_the_edge = five(100, 100, 190, 310, 300)
    assert band_excluding(near_the_edge, [(0, 0, 0, 10, 20)]) is None
    assert band_excluding(whole, []) is None
    assert band_excluding(five(5, 5, 5, 5, 10), [(2, 2, 2, 2, 3)]) is None


def test_who_subtracts_knows_no_more_of_a_commune_than_before():
    """Whatever number of the communes set apart is satisfied, the rest has the same band."""
    draw, told = random.Random(4), 0  # noqa: S311 - any will do
    for _ in range(25):
        areas = [[tuple(draw.choices(range(5, 40), k=5)) for _ in range(8)] for _ in range(3)]
        table, communes, apart = protect(areas), [one for area in areas for one in area], areas[0][: draw.randint(1, 2)]
        place = band_excluding(table, apart)
        if place is None:
            continue
        told += 1
        satisfied, rest = published_satisfied(table), sum(map(sum, communes)) - sum(map(sum, apart))
        gone = sum(map(sum, apart))
        left = [satisfied - taken for taken in range(gone + 1) if 0 <= satisfied - taken <= rest]
        assert {band((0, 0, rest - n, n, 0)) for n in left} == {place}
    assert told >= 5


@pytest.fixture
def apart(db, at):
    """A released round of which one commune of two hundred ballots is set apart."""
    at(poll.AFTER + timedelta(days=2))
    many = {code: {5: 30, 4: 20, 3: 9, 2: 8, 1: 7} for code in ("07507", "07519", "07534")}
    survey = poll.province({**many, "07210": {5: 9, 4: 10, 3: 7, 2: 6, 1: 6}})
    by, second = (make.account(Role.PROVINCE_APPROVER) for _ in range(2))
    asked = exclusions.ask(survey, make.point("07210", survey), by=by, reason="Gửi dồn trong đêm")
    exclusions.decide(asked, by=second, accepted=True)
    approvals.ask_and_decide(survey, "release", by=by, second=second)
    database.session.commit()
    return survey


def test_a_release_counts_all_and_names_what_is_set_apart(apart, client):
    content = releasing.content(releasing.latest(apart))
    assert [one["code"] for one in content["apart"]["communes"]] == ["07210"]
    assert content["tables"]["Q14"]["whole"]["n"] == 3 * 74 + 38
    words = released.excluded_in_words(content)
    assert "không đưa vào tổng hợp phiếu của 01 đơn vị" in words
    for path in ("", "/results"):
        assert words in client.get(f"/rounds/{apart.slug}{path}").text
    with zipfile.ZipFile(io.BytesIO(client.get(f"/rounds/{apart.slug}/open-data").response.data)) as archive:
        assert json.loads(archive.read("manifest.json"))["apart"] == words
        assert words in archive.read("codebook.xml").decode()
    sheet = client.get(f"/rounds/{apart.slug}/results/07210").text
    assert "không đưa vào tổng hợp phiếu của đơn vị này" in sheet
    assert "không đưa vào tổng hợp" not in client.get(f"/rounds/{apart.slug}/results/07507").text


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({}, ""),
        ({"apart": {"communes": [], "without": None}}, ""),
        ({"apart": {"communes": [{"code": "1", "full": "xã A"}], "without": 3}}, "tỷ lệ hài lòng chung từ 60%"),
        ({"apart": {"communes": [{"code": "1", "full": "xã A"}], "without": None}}, "Không nêu kết quả"),
    ],
    ids=["before there were any", "none", "told", "not told"],
)
def test_what_is_said_of_them(app, found, words):
    with app.test_request_context():
        said = released.excluded_in_words(found)
        assert words in said
        assert bool(said) == bool(words)
