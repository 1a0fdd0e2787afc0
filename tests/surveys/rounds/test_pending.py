"""decisions.py: what waits for an approver stands on the first page and in the own menu, for nobody else."""

from __future__ import annotations

import pytest

from portal.accounts import waiting as list_of_all
from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.surveys import queries
from portal.surveys.questionnaire.editing import operations as editing
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.surveys.rounds import approvals, pending
from portal.web.data import clock
from tests import make
from tests.surveys.questionnaire.test_editing import BEFORE

TASK = "Đọc, xác nhận phiếu"


def forms(account):
    return [one.about for one in list_of_all.approvals(account, pending.FORMS.name)]


def actions(account):
    return [one.what for one in list_of_all.approvals(account, pending.ACTIONS.name)]


@pytest.fixture
def waiting(db, at):
    """A form that an editor wrote, and a round whose closing one approver asked for."""
    at(clock.at(make.FIRST_DAY, 9))
    survey = make.survey_round()
    editor, first = make.account(Role.PROVINCE_EDITOR), make.account(Role.PROVINCE_APPROVER)
    form = editing.import_form(Questionnaire.from_json(make.default_form()), by=editor)
    approvals.ask(survey, "close", by=first, reason="Bão")
    database.session.commit()
    return {"survey": survey, "form": form, "editor": editor, "first": first}


def test_it_waits_for_another_approver_alone(waiting):
    other = make.account(Role.PROVINCE_APPROVER, full_name="Người khác")
    assert forms(other) == [waiting["form"].code]
    assert actions(other) == ["close"]
    again = make.account(Role.PROVINCE_APPROVER, full_name=waiting["first"].full_name)
    assert [actions(one) for one in (waiting["first"], again)] == [[], []]
    assert (forms(waiting["editor"]), actions(waiting["editor"])) == (
        [],
        [],
    )


def test_what_is_decided_or_of_another_catalogue_waits_for_nobody(waiting):
    other = make.account(Role.PROVINCE_APPROVER, full_name="Người khác")
    of_2025 = make.account(Role.PROVINCE_APPROVER, make.units_small(2025), full_name="Người của năm 2025")
    assert actions(of_2025) == []
    [deed] = queries.waiting_approvals(waiting["survey"])
    approvals.decide(deed, by=other, accepted=False, note="Chưa cần")
    database.session.commit()
    assert actions(make.account(Role.PROVINCE_APPROVER, full_name="Người thứ ba")) == []


def test_who_wrote_any_word_of_it_is_not_asked(waiting):
    other = make.account(Role.PROVINCE_APPROVER, full_name="Người khác")
    waiting["form"].editors = [waiting["editor"].id, other.id]
    database.session.commit()
    assert forms(other) == []


def test_a_draft_with_mistakes_and_a_confirmed_form_wait_for_nobody(waiting):
    other = make.account(Role.PROVINCE_APPROVER, full_name="Người khác")
    waiting["form"].draft = {}
    database.session.commit()
    assert forms(other) == []
    waiting["form"].draft, waiting["form"].confirmed_at = None, BEFORE
    database.session.commit()
    assert forms(other) == []


def test_the_first_page_and_the_menu_say_so(waiting, sign_in):
    page = sign_in(make.account(Role.PROVINCE_APPROVER, full_name="Người khác")).get("/tasks")
    duties = [job.get_text(" ", strip=True) for job in page.all(".jobs li > div")]
    assert duties[0].startswith(TASK)
    assert "Kết thúc sớm đợt khảo sát" in duties[1]
    assert page.reads(".me .waiting") == "2 việc chờ quyết định"
    assert "Việc chờ quyết định (2)" in {a.get_text() for a in page.all(".me-menu a")}
