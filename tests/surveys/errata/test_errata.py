"""A spelling mistake of a running form: two persons, the new words, answers before and after apart."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from portal.accounts.permissions import Role
from portal.ballots.intake import tokens
from portal.ballots.sealing import payload
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.results.exclusions import mended_words
from portal.results.tallying import counting, tallying
from portal.surveys.errata import operations
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from portal.surveys.errata.models import FormErratum
    from portal.surveys.models import Round
    from tests.browser import PageClient

OPEN = clock.at(make.FIRST_DAY, 10)


@pytest.fixture
def survey(db: object, at: Callable[[datetime], None]) -> Round:
    """A round that is open, whose first question has a mistake."""
    made = make.survey_round()
    words = operations.questions(made.form)["Q1"].text
    made.form = operations.mended(made.form, "Q1", {"vi": f"{words.vi} sau", "en": words.en})
    at(OPEN)
    database.session.flush()
    return made


def ask(survey: Round, **changes: str) -> FormErratum:
    words = operations.questions(survey.form)["Q1"].text
    given = {"vi": words.vi.replace(" sau", " sáu"), "en": words.en, "reason": "Sai dấu", **changes}
    return operations.ask(survey, "Q1", by=make.account(Role.PROVINCE_EDITOR), **given)


def approve(row: FormErratum) -> None:
    operations.decide(row, accepted=True, note="", by=make.account(Role.PROVINCE_APPROVER))


def test_the_words_change_with_the_second_person_and_the_frozen_form_stays(survey: Round) -> None:
    frozen, row = survey.questionnaire.body_text, ask(survey)
    with pytest.raises(Refused):
        operations.decide(row, accepted=True, note="", by=row.asker)
    assert survey.errata == 0
    approve(row)
    assert (survey.errata, row.number) == (1, 1)
    assert operations.questions(survey.form)["Q1"].text.vi.endswith(" sáu")
    assert survey.questionnaire.body_text == frozen


def test_more_than_spelling_takes_a_new_version(survey: Round) -> None:
    for field, text in (("vi", "Một câu hỏi khác hẳn?"), ("en", "Quite another question?")):
        with pytest.raises(DomainError, match="phải soạn phiên bản mới") as caught:
            ask(survey, **{field: text})
        assert caught.value.field == field
    with pytest.raises(DomainError, match="chưa sửa gì"):
        ask(survey, vi=operations.questions(survey.form)["Q1"].text.vi)


def test_one_waits_at_a_time_and_only_while_the_round_runs(survey: Round, at: Callable[[datetime], None]) -> None:
    row = ask(survey)
    with pytest.raises(Conflict, match="chờ quyết định"):
        ask(survey)
    at(survey.closes_at + timedelta(hours=1))
    with pytest.raises(Conflict, match="chưa kết thúc"):
        approve(row)


def test_a_form_says_in_its_nonce_under_which_words_it_was_printed() -> None:
    key = bytes(32)
    for kind in (tokens.OWN, tokens.FAMILY, tokens.DESK):
        for errata in (0, 1, operations.MOST):
            read = tokens.read_nonce(key, tokens.issue_nonce(key, 7, 3, 1000, kind, errata))
            assert read is not None
            assert (read.kind, read.errata, read.point_id) == (kind, errata, 7)


def test_a_ballot_keeps_how_often_its_form_was_mended_at_one_length() -> None:
    version = payload.with_errata("PKS02-MD-1/1", 2)
    assert (version, payload.errata_of(version), payload.errata_of("PKS02-MD-1/1")) == ("PKS02-MD-1/1+2", 2, 0)
    size = payload.size_for("PKS02-MD-1/1", {f"Q{n}": 9 for n in range(1, 15)})
    sizes = {len(payload.encode(payload.Ballot(one, {"Q1": 4}), size)) for one in ("PKS02-MD-1/1", version)}
    assert sizes == {size}


def test_the_citizens_page_shows_the_mended_words(survey: Round, client: PageClient) -> None:
    address = f"/p/{make.point('07507', survey).code}"
    database.session.commit()
    assert " sau" in client.get(address).text
    approve(ask(survey))
    database.session.commit()
    assert " sáu" in client.get(address).text


def test_answers_before_and_after_are_told_apart_where_neither_is_few(survey: Round) -> None:
    approve(ask(survey))
    codes = {make.point(code, survey).id: code for code in ("07507", "07519")}
    counts = counting.Counts(tallying.basis_of(survey), None, ("Q1",))  # type: ignore[arg-type]  # nothing is opened
    for point_id, (errata, level, sheets) in zip(codes, ((0, 4, 12), (1, 2, 11)), strict=True):
        ballot = payload.Ballot(payload.with_errata("PKS02-MD-1/2", errata), {"Q1": level, "Q14": level})
        for _sheet in range(sheets):
            counts.take(point_id, ballot)
    _tallies, crossings = tallying.rows_of(survey, counts, codes)
    kept = [row for row in crossings if row["item"] == tallying.ERRATA]
    found = [(row["code"], row["question"], row["choice"], row["n"]) for row in kept]
    assert found == [(0, "Q1", 4, 12), (1, "Q1", 2, 11)]
    (row,) = operations.in_force(survey)
    told = mended_words.compared(row, [("Q1", 0, 4, 12), ("Q1", 1, 2, 11)], is_scaled=True)
    assert (told.before, told.after) == (mended_words.Side(12, 100.0), mended_words.Side(11, 0.0))
    few = mended_words.compared(row, [("Q1", 0, 4, 12), ("Q1", 1, 2, 9)], is_scaled=True)
    assert (few.before.satisfied, few.after.satisfied, few.after.answers) == (None, None, 9)


def test_two_persons_mend_a_question_on_the_pages(survey: Round, sign_in: Callable[..., PageClient]) -> None:
    editor, approver = make.account(Role.PROVINCE_EDITOR), make.account(Role.PROVINCE_APPROVER)
    words = operations.questions(survey.form)["Q1"].text
    database.session.commit()
    base = f"/manage/rounds/{survey.slug}/errata"
    first, second = sign_in(editor), sign_in(approver)
    assert "Chọn câu cần sửa" in first.get(base).text
    refused = first.post(f"{base}/new/Q1", {"vi": "Câu khác?", "en": words.en, "reason": "Sai"})
    assert (refused.status, "phải soạn phiên bản mới" in refused.text) == (422, True)
    asked = first.post(f"{base}/new/Q1", {"vi": words.vi.replace(" sau", " sáu"), "en": words.en, "reason": "Sai dấu"})
    assert asked.status == 303
    assert "Sửa chính tả câu Q1" in second.get("/tasks").text
    assert second.post(f"{asked.location}/decision", {"decision": "yes", "note": ""}).status == 303
    assert "đã sửa" in first.get(base).text
