"""Questions with choices of their own, from ballot to page, file, release and paper."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.accounts.permissions import Role
from portal.ballots.form import answers
from portal.ballots.sealing import payload
from portal.ballots.sealing.cipher import Opener
from portal.documents.annexes import annexes
from portal.documents.annexes.recomputing import files_of_report
from portal.documents.synthesis.snapshot import synthesis_figures
from portal.results import queries
from portal.results.disclosure.disclosure_control import GROUPINGS, Row, Table
from portal.results.disclosure.other_tables import OtherTable, protect_others, withheld
from portal.results.exports import files
from portal.results.exports.open_data import build_open_data
from portal.results.models import Release
from portal.results.release import english, released, releasing
from portal.results.statistics.basis import OtherQuestion, basis_from
from portal.results.statistics.other_questions import ANSWERED, base, distribution, of_whom
from portal.results.tallying.counting import Counts
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.web.data import clock
from portal.web.ui.formats import ENGLISH
from tests import forms, make
from tests.results import poll

ONE = OtherQuestion("Q21", "Đã đến", ((1, "Có"), (2, "Chưa"), (3, "Khác")), "Không biết")
MANY = OtherQuestion("Q22", "Cách nộp", ((1, "Quầy"), (2, "Mạng")), several=True, cause="Q21", asked_of=("21", "“Có”"))
POINTS = OtherQuestion("Q25", "Giới thiệu", tuple((n, str(n)) for n in range(11)), is_scale=True)


def test_shares_are_of_those_who_answered() -> None:
    found = distribution(ONE, {1: 6, 2: 3, 99: 4})
    assert (found.n, [row.n for row in found.rows], found.unsure) == (9, [6, 3, 0], 4)
    assert found.rows[1].share == pytest.approx(100 / 3)
    assert distribution(MANY, {1: 6, 2: 5, ANSWERED: 8}).rows[0].share == 75
    assert distribution(POINTS, {0: 5, 10: 5}).mean == 5


def test_of_fewer_than_five_nothing_is_shown() -> None:
    found = distribution(ONE, {1: 3, 2: 1, 99: 30})
    assert (found.n, {row.n for row in found.rows}, found.unsure) == (0, {None}, None)
    found = distribution(ONE, {1: 3, 2: 2, 99: 30})
    assert (found.n, [row.n for row in found.rows], found.unsure) == (5, [3, 2, 0], 30)


def test_it_is_said_how_a_question_was_asked(app) -> None:
    with app.test_request_context():
        assert of_whom(MANY) == "chọn được nhiều phương án; chỉ hỏi người chọn “Có” ở câu 21"
        assert of_whom(POINTS) == ""


HIDDEN = OtherTable(None, (None, None, None))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({1: 30, 2: 20, 3: 10, 99: 3}, OtherTable(60, (30, 20, 10))),
        ({1: 30, 2: 20, 3: 2}, OtherTable(52, (30, None, None))),
        ({1: 10, 2: 5, 3: 4}, HIDDEN),
        ({1: 19, 99: 90}, HIDDEN),
        ({1: 25}, HIDDEN),
    ],
)
def test_what_may_leave_of_one_choice(counts: dict[int, int], told: OtherTable) -> None:
    assert protect_others([ONE], {"Q21": counts}, {}, 3) == {"Q21": told}
    assert protect_others([ONE], {"Q21": counts}, {}, 2) == {"Q21": HIDDEN}


@pytest.mark.parametrize(
    ("cause", "counts", "told"),
    [
        ({1: 30, 2: 20, 3: 10}, {1: 20, 2: 15, ANSWERED: 30}, OtherTable(30, (20, 15))),
        ({1: 30, 2: 20, 3: 10}, {1: 27, 2: 15, ANSWERED: 30}, OtherTable(30, (None, 15))),
        ({1: 30, 2: 20, 3: 2}, {1: 20, 2: 15, ANSWERED: 30}, OtherTable(None, (None, None))),
    ],
)
def test_boxes_stand_each_by_itself_and_only_beside_a_whole_cause(cause, counts, told) -> None:
    assert protect_others([ONE, MANY], {"Q21": cause, "Q22": counts}, {}, 3)["Q22"] == told


@pytest.mark.parametrize(
    ("form", "cells", "is_told"),
    [("five", (5, 5, 6, 7, 8), True), ("five", (5, None, None, 7, 8), False), ("two", (20, 30), False)],
)
def test_a_cause_on_the_scale_must_be_told_in_full(form, cells, is_told) -> None:
    question = OtherQuestion("Q30", "Vì sao", ((1, "a"), (2, "b")), cause="Q1")
    scaled = {"Q1": Table(form, (None,), Row(50, cells))}
    told = protect_others([question], {"Q30": {1: 15, 2: 15}}, scaled, 3)["Q30"]
    assert (told.n == 30) == is_told
    assert set(GROUPINGS) >= {form}


def test_of_a_question_on_the_scale_for_some_alone_nothing_is_told() -> None:
    assert withheld([1, 2]) == Table("nothing", (None, None), None)


@given(st.data(), forms.bodies())
@settings(max_examples=40, deadline=None)
def test_any_ballots_are_tallied_to_the_counts_of_a_plain_loop(data: st.DataObject, body: dict[str, Any]) -> None:
    form = Questionnaire.from_json(body)
    rules, basis = answers.rules_of(form, "long"), basis_from(form, make.plan_198())
    counts, plain = Counts(basis, Opener(1)), Counter[tuple[str, int]]()
    for _person in range(4):
        found = answers.read(rules, data.draw(forms.typed(form)))
        written = answers.ballot(rules, found, "home", 100, 0)
        counts.take(7, payload.decode(written))
        for item in form.closed:
            if item.id in found.chosen and item.kind == "several":
                ticked = [choice.code for choice in item.choices if found.chosen[item.id] >> choice.code & 1]
                plain.update((item.id, code) for code in ticked)
                plain[item.id, ANSWERED] += any(code != 99 for code in ticked)
            elif item.id in found.chosen:
                plain[item.id, found.chosen[item.id]] += 1
    assert {key: n for key, n in plain.items() if n} == {key[1:]: n for key, n in counts.tallies.items()}
    assert {one.id for one in basis.questions} == {item.id for item in form.closed if item.takes_scale}


def sheet(level: int, **others: int) -> dict[str, int]:
    return {**poll.sheet(level), **others}


@pytest.fixture
def survey(db, at):
    """Three communes over the form of every kind: some came before, some of these by several ways."""
    at(poll.AFTER)
    make.questionnaire(body=forms.every_kind())
    survey = make.survey_round()
    came = sheet(4, Q21=1, Q22=payload.several({1, 2}), Q23=3, Q24=2, Q25=10)
    counter = sheet(5, Q21=1, Q22=payload.several({1}), Q23=1, Q25=8)
    new = sheet(3, Q21=2, Q23=1, Q25=99)
    for code, (first, second, third) in {"07507": (10, 9, 8), "07519": (8, 7, 7), "07210": (9, 6, 6)}.items():
        point = make.point(code, survey)
        make.ballots(point, [came] * first + [counter] * second + [new] * third)
        poll.visits(point, (first + second + third, 0, 0))
    return poll.opened(survey)


def test_the_page_and_the_file_show_what_was_answered(survey, sign_in):
    editor = sign_in(make.account(Role.PROVINCE_EDITOR))
    page = editor.get("/results/198-kh-bdvtu/questions")
    assert "21. Ông/bà đã làm thủ tục ở đây trong năm na" in page.text
    assert "49 người trả lời; chọn được nhiều phương án; chỉ hỏi người chọn “Có” ở câu 21." in page.text
    assert "9,10" in page.text
    content = editor.get("/results/198-kh-bdvtu/data/counts", check=False).response.get_data(as_text=True)
    counts = list(csv.DictReader(io.StringIO(content)))
    whole = {(row["question"], row["choice"]): row for row in counts if row["level"] == "whole"}
    assert (whole["Q22", "1"]["n"], whole["Q22", "2"]["n"], whole["Q22", "100"]["n"]) == ("49", "27", "49")
    assert (whole["Q21", "2"]["n"], whole["Q21", "2"]["label"]) == ("21", "Chưa")
    for name in ("counts-spss", "codebook-ddi", "codebook", "kit-restricted", "questionnaire"):
        assert editor.get(f"/results/198-kh-bdvtu/data/{name}", check=False).status == 200
    assert editor.get("/results/198-kh-bdvtu/tables.xlsx?table=others", check=False).status == 200


def test_the_questions_on_the_scale_are_read_alone(survey):
    top = make.unit("24")
    assert set(queries.answers(top, survey)) == set(poll.QUESTIONS)
    others = queries.other_answers_by_unit(top, survey)
    question = next(one for one in basis_from(survey.questionnaire.form, survey.plan_data).others if one.id == "Q22")
    assert base(question, others[make.unit("07507").id]["Q22"]) == 19


def test_what_is_released_comes_out_of_its_own_script(survey, tmp_path):
    content = releasing.content_of(survey)
    told = {one["id"]: (one["n"], one["cells"]) for one in content["others"]}
    assert told["Q21"] == (70, [49, 21])
    assert told["Q22"] == (49, [None, 27, None])
    assert released.others(content)[0].title.startswith("21. ")
    release = Release(number=1, content=releasing.codec.canonical(content).decode(), reason="", made_at=clock.now())
    release.digest = releasing.digest(release.content)
    run(build_open_data(survey, release), tmp_path)
    earlier = [{**content, "others": [{**one, "n": 71} for one in content["others"]]}]
    assert {one["n"] for one in releasing.content_of(survey, earlier)["others"]} == {None}


def test_in_english_they_stand_in_the_forms_own_words(app, survey):
    content = releasing.content_of(survey)
    before = ENGLISH.set(True)
    try:
        with app.test_request_context("/?lang=en"):
            told = english.in_language(content, survey)["others"]
    finally:
        ENGLISH.reset(before)
    assert told[1]["title"] == "22. Ông/bà đã nộp hồ sơ bằng cách nào? (en)"
    assert told[1]["choices"][0]["label"] == "Trực tiếp tại quầy (en)"
    assert "“Có (en)”" in told[1]["note"]


def test_the_report_prints_them_and_its_kit_makes_the_table_again(survey, tmp_path):
    figures = synthesis_figures(survey)
    annex = annexes.annexes(figures)[-1]
    assert (annex.number, annex.plain[0][0], annex.plain[0][2:]) == (12, "21", ["70", "100,0"])
    assert annex.plain[1][1:] == ["Có", "49", "70,0"]
    parts = list(files_of_report("report-1", "Báo cáo", figures, inward=False))
    assert run(files.zip_bundle({"inward": False}, parts), tmp_path).count("phụ lục 12") == 1


def run(content: bytes, folder) -> str:
    """What the kit's own script says, which must find nothing wrong."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    done = subprocess.run([sys.executable, "recompute.py"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
