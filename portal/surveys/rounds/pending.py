"""What waits for one provincial approver: forms to confirm that others wrote, actions that others asked for."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, Text, cast, null
from sqlalchemy.orm import joinedload

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.extensions import UtcDateTime, db
from portal.surveys import queries, words
from portal.surveys.models import ApprovalRequest, Questionnaire, Round
from portal.surveys.rounds import approvals


def unconfirmed_forms(account: Account) -> Select[Any]:
    """Versions without a mistake that were written on the page and whose words are not confirmed."""
    form, asked_at = Questionnaire, cast(null(), UtcDateTime)
    query = waiting.rows(form.id, asked_at, others=form.editors, about=form.code, what=form.version)
    query = query.where(form.confirmed_at.is_(None), form.frozen_at.is_(None), form.draft.is_(None))
    query = query.where(queries.seen_from(account.unit))
    return query.where(cast(form.editors, Text) != "[]")


def undecided_actions(account: Account) -> Select[Any]:
    """Requests in this account's province."""
    table = ApprovalRequest
    query = waiting.requests(table, what=table.kind, about=Round.title, slug=Round.slug).join(table.round)
    return query.where(Round.catalogue_id == account.unit.catalogue_id)


def action_effect(one: waiting.Waiting) -> str:
    """What the action will do to its round."""
    with_round = [joinedload(ApprovalRequest.round)]
    approval = db.session.get_one(ApprovalRequest, int(one.key), options=with_round, populate_existing=True)
    return " ".join(words.effects(approval.round, approval.kind, approvals.requested_last_day(approval)))


FORMS = waiting.Kind(
    "questionnaire",
    Permission.QUESTIONNAIRES_CONFIRM,
    "questionnaires.version",
    address=lambda one: {"form_id": one.key},
    words=lambda one: _("Đọc, xác nhận phiếu %(code)s, phiên bản %(n)s", code=one.about, n=one.what),
    rows=unconfirmed_forms,
    state=_l("chờ xác nhận"),
    verb=_l("Đọc, xác nhận"),
    effect=lambda _one: _("Phiên bản này dùng được cho đợt khảo sát; câu hỏi không sửa được nữa."),
)
ACTIONS = waiting.Kind(
    "round",
    Permission.DEEDS_DECIDE,
    "surveys.deed",
    address=lambda one: {"slug": one.slug, "deed_id": one.key},
    words=lambda one: f"{approvals.title(one.what)}: {one.about}",
    rows=undecided_actions,
    effect=action_effect,
)
