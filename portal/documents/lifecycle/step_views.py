"""The steps of a paper as pages: each says what will happen, then does it. A page a step, a deed a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.documents import queries, rendering
from portal.documents.blueprint import blueprint, load_document, page
from portal.documents.forms import NumberForm, ReturnForm, StepForm
from portal.documents.lifecycle import figure_changes, operations, steps
from portal.errors import DomainError
from portal.web.http.access import requires
from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from portal.documents.models import Document
    from portal.web.ui.forms import PortalForm


def step(
    document: Document,
    form: PortalForm,
    deed: Callable[..., object],
    done: str,
    **said: Any,
) -> ResponseReturnValue:
    """Do a step that was confirmed, or show what it will do."""
    if form.submitted() and form.accepts(deed, document, by=current_user):
        flash(done, "ok")
        return redirect(url_for(".show", document_id=document.id), 303)
    again = load_document(document.id) or abort(404)
    return page("documents/lifecycle/step.html", again, form=form, **said), form.status


@blueprint.route("/documents/<document_id>/submission", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, over=load_document)
def submit(document_id: str) -> ResponseReturnValue:
    """Send for review."""
    _id, document = document_id, g.subject
    return step(
        document,
        StepForm(version=document.version),
        steps.submit,
        _("Đã trình duyệt. Lãnh đạo duyệt xem bản in rồi duyệt hoặc trả lại."),
        title=_("Trình duyệt"),
        told=[
            _("Văn bản được chuyển cho lãnh đạo duyệt. Người lập, người sửa văn bản không tự duyệt."),
            _("Sửa nội dung, người ký, nơi nhận hoặc cập nhật số liệu sau khi trình thì phải trình lại."),
        ],
        missing=steps.missing_in(document, rendering.figures_of(document)),
    )


@blueprint.route("/documents/<document_id>/approval", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_APPROVE, over=load_document)
def approve(document_id: str) -> ResponseReturnValue:
    """Approve text and figures."""
    _id, document = document_id, g.subject
    return step(
        document,
        StepForm(version=document.version),
        steps.approve,
        _("Đã duyệt. Văn thư điền số, ngày; bản in không còn chữ DỰ THẢO."),
        title=_("Duyệt"),
        told=[
            _("Duyệt nội dung và số liệu như bản in hiện nay; bản in mới không còn chữ DỰ THẢO."),
            _("Số và ngày do văn thư điền sau, không phải duyệt lại. Mọi sửa đổi khác thì phải trình duyệt lại."),
        ],
    )


@blueprint.route("/documents/<document_id>/return", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_APPROVE, over=load_document)
def send_back(document_id: str) -> ResponseReturnValue:
    """Return to the makers."""
    _id, document = document_id, g.subject
    return step(
        document,
        ReturnForm(version=document.version),
        steps.send_back,
        _("Đã trả lại để sửa."),
        title=_("Trả lại"),
        told=[_("Văn bản trở lại là dự thảo. Lý do hiện ở trang văn bản cho người soạn thảo.")],
    )


@blueprint.route("/documents/<document_id>/number", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_NUMBER, over=load_document)
def number(document_id: str) -> ResponseReturnValue:
    """Number and date, from the clerk's book."""
    _id, document = document_id, g.subject
    form = NumberForm(version=document.version, number=document.number, issued_on=document.issued_on)
    return step(
        document,
        form,
        steps.give_number,
        _("Đã lưu số, ngày. Văn bản đang được in lại."),
        title=_("Điền số, ngày"),
        told=[
            _("Văn thư lấy số trong sổ, ghi ngày. Việc này không làm mất phê duyệt."),
            _("Bản ký đã nhận trước đó không còn khớp bản in mới, phải ký lại."),
        ],
        button=_("Lưu và in lại"),
    )


@blueprint.route("/documents/<document_id>/release", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_NUMBER, over=load_document)
def release(document_id: str) -> ResponseReturnValue:
    """Issue the paper."""
    _id, document = document_id, g.subject
    told = [
        _(
            "Từ lúc ban hành, nội dung, số liệu và tệp không thay đổi được nữa; "
            "ai cũng kiểm tra được tại trang công khai."
        )
    ]
    replaced = queries.replaced_by(document)
    if replaced is not None:
        told.append(_("Văn bản số %(number)s chuyển sang «đã thay thế».", number=replaced.number))
    form = StepForm(version=document.version)
    return step(document, form, steps.issue, _("Đã ban hành."), title=_("Ban hành"), told=told)


@blueprint.route("/documents/<document_id>/replacement", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, over=load_document)
def replace(document_id: str) -> ResponseReturnValue:
    """Begin the paper that is to replace an issued one."""
    document: Document = g.subject
    form = StepForm(version=document.version)
    if form.submitted() and form.accepts(lambda **_typed: operations.make_replacement(document, by=current_user)):
        flash(_("Đã lập văn bản thay thế. Văn bản cũ còn hiệu lực đến khi văn bản này được ban hành."), "ok")
        return redirect(url_for(".show", document_id=form.outcome.id), 303)
    told = [
        _("Lập văn bản mới cùng loại với số liệu lúc này, giữ phần lời đã viết, người ký, nơi nhận."),
        _("Văn bản cũ còn hiệu lực đến khi văn bản mới được ban hành, sau đó ghi «đã thay thế»."),
    ]
    document = load_document(document_id) or abort(404)
    return page(
        "documents/lifecycle/step.html", document, form=form, title=_("Lập văn bản thay thế"), told=told
    ), form.status


@blueprint.route("/documents/<document_id>/figures", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, over=load_document)
def refresh(document_id: str) -> ResponseReturnValue:
    """Freeze the figures anew, after showing what changes."""
    _id, document = document_id, g.subject
    form, changes, refusal = StepForm(version=document.version), None, ""
    try:
        changes = difference(document)
    except DomainError as error:
        refusal = error.message
    return step(
        document,
        form,
        operations.refresh,
        _("Đã cập nhật số liệu. Văn bản đang được in lại."),
        title=_("Cập nhật số liệu"),
        told=[refusal or difference_sentence(changes)],
        difference=changes,
        nothing=bool(refusal) or changes is None or changes.is_empty,
    )


def difference(document: Document) -> figure_changes.Difference:
    """What today's figures would change in a paper."""
    kind = operations.kind_of(document)
    return figure_changes.compare(kind, rendering.figures_of(document), kind.freeze(queries.request_of(document)))


def difference_sentence(changes: figure_changes.Difference | None) -> str:
    """The difference in a sentence."""
    if changes is None or changes.is_empty:
        return _("Số liệu không thay đổi so với lúc lập, không cần cập nhật.")
    return _(
        "So với lúc lập có %(n)s số liệu thay đổi, kể cả trong phụ lục. Cập nhật thì văn bản trở lại là dự thảo, "
        "phải trình duyệt lại.",
        n=integer(changes.values),
    )
