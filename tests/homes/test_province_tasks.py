"""What the province's own work adds to its list: papers whose next step is the reader's, comments nobody has sorted."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from portal.documents import tasks as papers
from portal.documents.models import Document
from portal.extensions import db as database
from portal.results.comments import tasks as comments
from portal.results.models import CodedComment
from portal.web.data import clock
from tests import make

EDITOR, APPROVER, AUDITOR = Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER, Role.AUDITOR


@pytest.fixture
def survey(db):
    return make.survey_round()


def paper(survey, by, state: str, number: int) -> None:
    document = Document(
        id=f"{number:032d}",
        kind="synthesis",
        round_id=survey.id,
        unit_id=by.unit_id,
        title=f"Văn bản {number}",
        figures={},
        figures_digest="0" * 64,
        paragraphs={},
        recipients=[],
        asked_by=by.id,
        asked_at=clock.now(),
    )
    document.state = state
    database.session.add(document)
    database.session.flush()


@pytest.mark.parametrize(
    ("role", "listed"),
    [(EDITOR, [("Văn bản 1", "Soạn tiếp"), ("Văn bản 3", "Lấy số")]), (APPROVER, []), (AUDITOR, [])],
)
def test_drafts_and_approved_papers_wait_for_who_may_take_their_next_step(survey, role, listed):
    editor = make.account(EDITOR, username="nguoi-lap")
    for number, state in enumerate(("draft", "review", "approved", "issued"), start=1):
        paper(survey, editor, state, number)
    reader = make.account(role)
    assert [(one.words, one.verb) for one in papers.of_office(reader, survey, survey.plan_data)] == listed


@pytest.mark.parametrize(("role", "counts"), [(EDITOR, [2]), (APPROVER, []), (AUDITOR, [])])
def test_comments_wait_for_who_sorts_them_once_results_are_open(survey, role, counts):
    point, reader = make.point("07507", survey), make.account(role)
    for place in (1, 2, 3):
        row = CodedComment(round_id=survey.id, place=place, point_id=point.id, comment_id=bytes([place]) * 16)
        row.coded_at = clock.now() if place == 1 else None
        database.session.add(row)
    database.session.flush()
    assert list(comments.of_office(reader, survey, survey.plan_data)) == []
    survey.results_opened_at = clock.now()
    survey.closed_at = clock.now()
    found = list(comments.of_office(reader, survey, survey.plan_data))
    assert [one.count for one in found] == counts
    assert [one.due for one in found] == ["đã xong 1/3"] * len(counts)
