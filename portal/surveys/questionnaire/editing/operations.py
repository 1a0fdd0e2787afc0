"""Making, editing, confirming and choosing versions of a questionnaire. A frozen version never changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.accounts.permissions import Permission
from portal.approvals.second_person import refuse_same_person
from portal.audit.operations import record
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.surveys import operations as surveys
from portal.surveys.models import Questionnaire
from portal.surveys.questionnaire.editing import bodies, queries
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from portal.accounts.models import Account
    from portal.surveys.models import Round
    from portal.surveys.questionnaire.editing.bodies import Body


def working_body(row: Questionnaire) -> Body:
    """The body that is edited: the draft where there is one."""
    return row.body if row.draft is None else row.draft


def import_form(form: Form, *, by: Account) -> Questionnaire:
    """Keep a form from a file as a draft, under the next number if its own is taken."""
    version = form.version
    if queries.by_version(form.code, version) is not None:
        version = queries.newest_version(form.code) + 1
    return add(replace(form, version=version), by, "questionnaires.import", {})


def new_version(row: Questionnaire, *, by: Account) -> Questionnaire:
    """The next version of the same form, to be edited."""
    form = replace(row.form, version=queries.newest_version(row.code) + 1)
    return add(form, by, "questionnaires.new-version", {"from": version_name(row)})


def copy(row: Questionnaire, *, code: str, by: Account) -> Questionnaire:
    """The same form under a code of its own."""
    if queries.newest_version(code):
        raise Conflict(_("Mã phiếu “%(code)s” đã có, đề nghị đặt mã khác.", code=code), "code")
    form = replace(row.form, code=code, version=1)
    return add(form, by, "questionnaires.copy", {"from": version_name(row)})


def add(form: Form, by: Account, action: str, detail: dict[str, str]) -> Questionnaire:
    row = Questionnaire(code=form.code, version=form.version, body=form.to_json(), digest=form.digest)
    row.editors, row.edited_at = [by.id], clock.now()
    sentence = _("Phiên bản %(n)s của phiếu này vừa được người khác tạo. Đề nghị làm lại.", n=form.version)
    with transactions.unless_taken(Conflict(sentence)):
        db.session.add(row)
    log_event(action, row, by, detail)
    return row


def edit(row: Questionnaire, body: Body, *, by: Account, revision: int | str, what: str) -> list[bodies.Flaw]:
    """Keep a changed body: as the form once it is whole, as a draft until then. Returns what is still wrong."""
    refuse_fixed(row)
    refuse_stale(row, revision)
    flaws = bodies.flaws(body)
    if flaws:
        row.draft = body
    else:
        form = Form.from_json(body)
        row.body, row.digest, row.draft = form.to_json(), form.digest, None
    if by.id not in row.editors:
        row.editors = [*row.editors, by.id]
    row.edited_at = clock.now()
    flush_version()
    for round_ in queries.rounds_using(row):
        surveys.turn_down_waiting(round_)
    log_event("questionnaires.edit", row, by, {"what": what, "digest": row.digest, "mistakes": len(flaws)})
    return flaws


def confirm(row: Questionnaire, *, by: Account, revision: int | str) -> None:
    """Confirm the words of a version: an approver who is none of those who wrote them."""
    refuse_fixed(row)
    refuse_stale(row, revision)
    if not by.can(Permission.QUESTIONNAIRES_CONFIRM):
        raise Refused(_("Chỉ lãnh đạo duyệt của tỉnh xác nhận phiếu."))
    if row.draft is not None:
        flaws = bodies.flaws(row.draft)
        raise DomainError(
            _("Chưa xác nhận được, phiếu còn %(n)s chỗ sai: %(list)s", n=len(flaws), list=flaws_in_words(flaws))
        )
    writers = queries.accounts(row.editors).values()
    refuse_same_person(by, *writers, sentence=_("Người soạn không tự xác nhận: cần một lãnh đạo duyệt khác."))
    row.confirmed_by, row.confirmed_at = by.id, clock.now()
    flush_version()
    log_event("questionnaires.confirm", row, by, {"digest": row.digest})


def flaws_in_words(flaws: list[bodies.Flaw]) -> str:
    return "; ".join(str(one).rstrip(".") for one in flaws) + "."


def reopen(row: Questionnaire, *, by: Account, revision: int | str) -> None:
    """Take a confirmation back, so that the words can be edited again."""
    refuse_frozen(row)
    refuse_stale(row, revision)
    if row.confirmed_at is None:
        raise Conflict(_("Phiếu này chưa được xác nhận."))
    row.confirmed_by = row.confirmed_at = None
    flush_version()
    for round_ in queries.rounds_using(row):
        surveys.turn_down_waiting(round_)
    log_event("questionnaires.reopen", row, by, {})


def remove(row: Questionnaire, *, by: Account, revision: int | str) -> None:
    """Delete a version that is not confirmed and that no round uses."""
    refuse_fixed(row)
    refuse_stale(row, revision)
    if queries.rounds_using(row):
        raise Conflict(_("Có đợt khảo sát đang dùng phiếu này: chọn phiếu khác cho đợt đó trước."))
    log_event("questionnaires.remove", row, by, {"digest": row.digest})
    db.session.delete(row)
    db.session.flush()


def choose(round_: Round, row: Questionnaire, *, by: Account, version: int | str) -> None:
    """Let a round in draft ask another version. What was asked of it before is no longer asked."""
    if round_.approved_at is not None:
        raise Conflict(_("Đợt khảo sát đã duyệt, không đổi phiếu được."))
    if str(version) != str(round_.version):
        raise Conflict(_("Đợt khảo sát vừa được sửa. Đề nghị xem lại trước khi lưu."))
    before, plan = version_name(round_.questionnaire), round_.plan_data
    round_.questionnaire = row
    round_.plan = replace(plan, form=replace(plan.form, code=row.code, version=row.version)).to_json()
    db.session.flush()
    surveys.turn_down_waiting(round_)
    detail = {"before": before, "after": version_name(row)}
    record("rounds.choose-questionnaire", by=by, subject=("round", round_.slug), detail=detail)


def refuse_frozen(row: Questionnaire) -> None:
    if row.frozen_at is not None:
        raise Conflict(_("Phiếu đã dùng cho đợt khảo sát đã duyệt, không sửa được: tạo phiên bản mới."))


def refuse_fixed(row: Questionnaire) -> None:
    """Only a draft may be written on."""
    refuse_frozen(row)
    if row.confirmed_at is not None:
        raise Conflict(_("Phiếu đã được xác nhận: bấm “Mở lại để sửa” trước khi sửa."))


def refuse_stale(row: Questionnaire, revision: int | str) -> None:
    """Raises Conflict where the version was edited since `revision`."""
    if str(revision) == str(row.revision):
        return
    last = queries.accounts(row.editors[-1:])
    name = next((account.full_name for account in last.values()), "")
    if not name:
        raise edited_elsewhere()
    raise Conflict(_("Phiếu vừa được đồng chí %(name)s sửa. Đề nghị xem lại nội dung mới trước khi lưu.", name=name))


def flush_version() -> None:
    """Write the row; who came second in a race is told."""
    with transactions.savepoint(edited_elsewhere):
        db.session.flush()


def edited_elsewhere() -> Conflict:
    return Conflict(_("Phiếu vừa được sửa ở nơi khác. Đề nghị xem lại nội dung mới trước khi lưu."))


def version_name(row: Questionnaire) -> str:
    return f"{row.code}/{row.version}"


def log_event(action: str, row: Questionnaire, by: Account, detail: dict[str, object] | dict[str, str]) -> None:
    record(action, by=by, subject=("questionnaire", version_name(row)), detail={**detail})
