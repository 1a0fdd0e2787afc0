"""What waits for one provincial approver: forms to confirm that others wrote, actions that others asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, load_only

from portal.accounts.navigation import Link
from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.surveys.models import ApprovalRequest, Questionnaire, Round
from portal.surveys.questionnaire.editing.queries import accounts

if TYPE_CHECKING:
    from portal.accounts.models import Account


def questionnaires_to_confirm(account: Account) -> list[Questionnaire]:
    """Versions without a mistake that wait for their words to be confirmed, none of them by this person's hand."""
    if not account.can(Permission.QUESTIONNAIRES_CONFIRM):
        return []
    open_ones = (Questionnaire.confirmed_at.is_(None), Questionnaire.frozen_at.is_(None), Questionnaire.draft.is_(None))
    query = select(Questionnaire).where(*open_ones).order_by(Questionnaire.code, Questionnaire.version)
    light = load_only(Questionnaire.code, Questionnaire.version, Questionnaire.editors)
    rows = [row for row in db.session.scalars(query.options(light)) if row.editors]
    editors = accounts({number for row in rows for number in row.editors})
    mine = {number for number, editor in editors.items() if editor.is_same_person(account)}
    return [row for row in rows if not mine & set(row.editors)]


def approvals_to_decide(account: Account) -> list[ApprovalRequest]:
    """Requests in this province that another person asked for and that are not decided."""
    if not account.can(Permission.DEEDS_DECIDE):
        return []
    query = (
        ApprovalRequest.waiting(Round.catalogue_year == account.unit.catalogue_year)
        .join(ApprovalRequest.round)
        .order_by(ApprovalRequest.asked_at)
        .options(contains_eager(ApprovalRequest.round), joinedload(ApprovalRequest.asker))
    )
    return [row for row in db.session.scalars(query) if not row.asker.is_same_person(account)]


def menu_links() -> list[Link]:
    """For the account's own menu, where something waits: the first place to go to, and how much there is."""
    if "questionnaires.index" not in current_app.view_functions:
        return []
    questionnaires, approvals = questionnaires_to_confirm(current_user), approvals_to_decide(current_user)
    links = []
    if questionnaires:
        links.append(Link(_("Phiếu hỏi chờ xác nhận"), url_for("questionnaires.index"), count=len(questionnaires)))
    if approvals:
        url = url_for("surveys.all_deeds", slug=approvals[0].round.slug)
        links.append(Link(_("Việc chờ quyết định"), url, count=len(approvals)))
    return links
