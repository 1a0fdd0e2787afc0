"""comparison.py and units/mapping.py: only what is the same question about the same places."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.accounts.permissions import Role
from portal.errors import DomainError
from portal.extensions import db as database
from portal.results.scoring import score
from portal.results.statistics.basis import Question
from portal.results.tables import comparison
from portal.results.tables.comparison import Change
from portal.surveys.questionnaire.comparison import ItemMatch
from portal.units import catalogue, mapping
from portal.units.models import Catalogue
from portal.web.data import clock
from tests import make
from tests.results import poll

CATALOGUES = ("units-bac-giang-2024.csv", "units-bac-ninh-2025.csv")
Q14 = Question("Q14", "Chung")


def links_in(content):
    return mapping.links([(old, new) for old, new, _basis in mapping.rows_of(content)])


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({5: 48, 1: 32}, {5: 56, 1: 14}, "cao hơn đợt trước"),
        ({5: 56, 1: 14}, {5: 48, 1: 32}, "thấp hơn đợt trước"),
        ({5: 35, 1: 15}, {5: 37, 1: 13}, "không kết luận được"),
        ({}, {5: 37, 1: 13}, "chưa đủ ý kiến để so sánh"),
    ],
)
def test_a_change_is_told_where_the_difference_s_interval_leaves_nought_out(before, after, words, app):
    with app.app_context():
        assert comparison.verdict(Change(Q14, score(before), score(after))) == words


@pytest.mark.parametrize(
    ("asked", "reasons", "told"),
    [
        (["Q14"], (), ()),
        ([], (), ("đợt trước không hỏi câu này",)),
        (["Q14"], ("wording",), ("lời câu hỏi khác nhau",)),
    ],
)
def test_a_question_that_is_not_the_same_shows_no_figures(asked, reasons, told, app):
    with app.test_request_context():
        answers = {"Q14": {5: 30, 1: 10}}
        found = comparison.change(Q14, asked, ItemMatch("Q14", "Chung", reasons), answers, answers)
    assert found.reasons == told
    assert found.after.n == (0 if told else 40)


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        (["1,9,NQ"], {"9": ("1",)}),
        (["1,9,NQ", "2,9,NQ", "1,9,NQ"], {"9": ("1", "2")}),
        (["1,8,NQ", "1,9,NQ", "2,9,NQ", "3,7,NQ"], {"7": ("3",)}),
        ([], {}),
    ],
)
def test_a_unit_is_comparable_when_all_its_old_units_went_whole_into_it(rows, parts):
    assert links_in("\n".join(["from_code,to_code,basis", *rows]).encode()).parts == parts


def test_a_unit_with_a_part_that_was_split_is_named_apart():
    found = links_in(b"from_code,to_code,basis\n1,8,NQ\n1,9,NQ\n2,9,NQ\n3,7,NQ\n")
    assert found.split == {"8": ("1",), "9": ("1",)}


def test_the_file_that_ships_names_units_of_both_catalogues_and_two_with_a_split_part():
    old, new = (catalogue.parse((mapping.PLANS / name).read_bytes()) for name in CATALOGUES)
    found = links_in((mapping.PLANS / "units-map-2024-2025.csv").read_bytes())
    assert {part for parts in found.parts.values() for part in parts} <= {row.code for row in old}
    assert set(found.parts) | set(found.split) <= {row.code for row in new}
    assert (len(found.parts), sum(map(len, found.parts.values()))) == (17, 40)
    assert found.split == {"07525": ("07549",), "07537": ("07549",)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n", "Dòng 1: tiêu đề"),
        ("from_code,to_code,basis\n1,2\n", "Dòng 2: có 2 cột"),
        ("from_code,to_code,basis\n1,x,NQ\n", "Dòng 2: mã đơn vị"),
        ("from_code,to_code,basis\n1,2,\n", "Dòng 2: thiếu căn cứ"),
    ],
)
def test_a_mapping_with_mistakes_is_refused_with_their_lines(text, said):
    with pytest.raises(DomainError, match=said):
        links_in(text.encode())


def test_what_is_known_of_2024_and_2025_is_counted_and_the_rest_is_named(db, app):
    make.units_of(2024)
    make.units_of(2025)
    database.session.commit()
    answer = app.test_cli_runner().invoke(args=["units", "map", "2024", "2025"])
    assert "17/99 đơn vị danh mục 2025 có đối chiếu với danh mục 2024." in answer.output
    assert (answer.output.count("chưa có:"), answer.output.count("đã chia xã Thanh Hải")) == (80, 2)


def rounds_of(year_before: int, year_after: int):
    """A round of June 2024 and one of ten days later, opened both."""
    later = timedelta(days=10)
    before = make.survey_round("truoc", catalogue_id=year_before)
    make.ballots(make.point("07507", before), poll.sheets({4: 48, 1: 32}))
    make.ballots(make.point("07519", before), poll.sheets({1: 30}), hour=10)
    poll.opened(before)
    after = make.survey_round(
        "sau",
        catalogue_id=year_after,
        opens_at=clock.start_of(make.FIRST_DAY) + later,
        closes_at=clock.end_of(make.LAST_DAY) + later,
    )
    make.ballots(make.point("07507", after), poll.sheets({5: 56, 1: 14}))
    make.ballots(make.point("07519", after), poll.sheets({5: 30}), hour=10)
    with clock.moved_to(poll.AFTER + later):
        poll.opened(after)
    return before, after


def test_a_round_stands_beside_an_earlier_one_of_its_catalogue(db, sign_in):
    rounds_of(2024, 2024)
    browser = sign_in(make.account(Role.PROVINCE_EDITOR))
    page = browser.get("/results/sau/questions")
    rows = page.all("main table.figures")[-1].select("tr")
    row = next(row for row in rows if row.th.get_text().startswith("14."))
    assert [cell.get_text(strip=True) for cell in row.select("td")][:4] == ["110", "43,6", "100", "86,0"]
    slopes = page.all(".slopes li")
    assert len(slopes) == 14
    assert " ".join(slopes[-1].get_text(" ").split()) == "14. Đánh giá chung 43,6 86,0 +42,4 (30,0 đến 52,8)"
    assert slopes[-1].select("path.higher")
    assert row.select("td")[-1].get_text() == "cao hơn đợt trước"
    assert "So sánh trên 4 đơn vị" in page.text
    assert "Chưa có đợt trước để so sánh" in browser.get("/results/truoc/questions").text


@pytest.mark.parametrize(("gap", "found"), [(0, True), (1, True), (-1, False)])
def test_a_round_is_earlier_once_it_was_over_before_the_other_began(db, gap, found):
    after = make.survey_round("sau")
    before = make.survey_round("truoc", results_opened_at=poll.AFTER)
    before.closes_at = after.opens_at - timedelta(seconds=gap)
    database.session.flush()
    assert comparison.rounds(make.unit("24"), after) == ([before] if found else [])


def test_across_catalogues_only_mapped_units_are_compared_and_the_others_are_named(db, monkeypatch):
    make.units_small(2024)
    make.units_small(2025)
    before, after = rounds_of(2024, 2025)
    monkeypatch.setattr(mapping, "between", lambda _old, _new: mapping.Links({"07507": ("07507",)}))
    pair = comparison.compared_answers(make.unit("24", 2025), before, after)
    assert pair.before["Q14"] == {4: 48, 1: 32}
    assert pair.after["Q14"] == {5: 56, 1: 14}
    assert [unit.code for unit in pair.unmapped] == ["07210", "07519", "07534"]
    assert comparison.rounds(make.unit("219", 2025), after) == []


def test_the_rounds_of_another_office_are_no_earlier_rounds(db):
    make.units_small(2024)
    make.units_small(2025)
    before, after = rounds_of(2024, 2025)
    top = make.unit("24", 2025)
    assert comparison.rounds(top, after) == [before]
    database.session.get_one(Catalogue, 2024).office = "so-y-te"
    database.session.flush()
    assert comparison.rounds(top, after) == []
