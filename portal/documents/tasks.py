"""What is to be done about a unit's own papers: drafts to be finished, approved ones to be numbered and issued."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import load_only

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import Task
from portal.documents.lifecycle.states import State
from portal.documents.models import Document
from portal.extensions import db
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan

NEEDED = {State.DRAFT: Permission.DOCUMENTS_MAKE, State.APPROVED: Permission.DOCUMENTS_NUMBER}
"""The right that the next step of a paper takes."""


def of_office(account: Account, round_: Round, _plan: Plan) -> Iterator[Task]:
    """A task for each paper of the round whose next step is the reader's."""
    states = [state for state, right in NEEDED.items() if account.can(right)]
    if not states:
        return
    query = select(Document).where(
        Document.unit_id == account.unit_id, Document.round_id == round_.id, Document.state.in_(states)
    )
    for paper in db.session.scalars(
        query.options(load_only(Document.title, Document.state)).order_by(Document.asked_at)
    ):
        is_draft = paper.state == State.DRAFT
        due = _("dự thảo; đủ nội dung, người ký thì trình duyệt") if is_draft else _("đã duyệt; chờ số, ký, ban hành")
        verb = _("Soạn tiếp") if is_draft else _("Lấy số")
        yield Task(paper.title, "documents.show", {"document_id": paper.id}, due=due, count=1, verb=verb)
