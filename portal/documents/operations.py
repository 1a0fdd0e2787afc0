"""What people do with a paper: ask for it, write in it, give it number, date and signer, print it again."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from portal.audit.operations import record
from portal.documents import freezing, frozen, prose, queries, rendering, sections, synthesis
from portal.documents.models import Document
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.results import tallying
from portal.units import queries as units
from portal.web import clock, jobs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from portal.accounts.models import Account
    from portal.surveys.models import Round

SYNTHESIS = "synthesis"
LONGEST = 8000


def request_synthesis(survey: Round, *, by: Account) -> Document:
    """Freeze a round's figures into a new report and ask for its print."""
    refuse_unready(survey)
    figures = freezing.synthesis_figures(survey)
    document = Document(
        id=uuid.uuid4().hex,
        kind=SYNTHESIS,
        round=survey,
        unit=units.province(survey.catalogue_year),
        title=_("Báo cáo %(subject)s", subject=figures.survey.subject),
        figures=frozen.to_plain(figures),
        figures_digest=frozen.digest(figures),
        paragraphs={},
        asked_by=by.id,
        asked_at=clock.now(),
    )
    db.session.add(document)
    db.session.flush()
    rendering.start(document, by.id)
    note("documents.request", document, by, figures=document.figures_digest)
    return document


def refuse_unready(survey: Round) -> None:
    """A report needs open results and finished tallies."""
    if survey.results_opened_at is None:
        raise Refused(_("Kết quả chưa mở. Chỉ lập báo cáo sau khi kết quả được mở."))
    if not tallying.is_ready(survey):
        raise Conflict(_("Kết quả đang được tổng hợp. Xin đợi tổng hợp xong rồi lập báo cáo."))


def write(document: Document, paragraphs: Mapping[str, str], version: int, *, by: Account) -> None:
    """Keep what a person wrote under the headings, and print the paper anew."""
    refuse_stale(document, version)
    if document.number or document.issued_on:
        raise Conflict(_("Văn bản đã có số, ngày. Bỏ số và ngày trước khi sửa nội dung."))
    known = {section.key for section in prose.editable(rendering.figures_of(document))}
    written = {key: text for key in sorted(known) if (text := sections.clean(paragraphs.get(key, "")))}
    if any(len(text) > LONGEST for text in written.values()):
        raise DomainError(_("Mỗi mục tối đa 8.000 ký tự, đề nghị viết ngắn hơn."))
    changed = sorted(key for key in known if written.get(key) != document.paragraphs.get(key))
    if not changed:
        return
    document.paragraphs = written
    rendering.start(document, by.id)
    note("documents.write", document, by, sections=changed)


def fill_issue(
    document: Document,
    version: int,
    *,
    number: str,
    issued_on: date | None,
    signer: tuple[str, str],
    signer_name: str,
    by: Account,
) -> None:
    """Number, date and signer, as far as they are known. All together make the final print, by another's hand."""
    if any(maker.is_same_person(by) for maker in (document.asker, *queries.writers(document))):
        raise Refused(_("Người lập văn bản không tự điền số, ngày, người ký. Cần một lãnh đạo duyệt khác."))
    refuse_stale(document, version)
    figures = rendering.figures_of(document)
    if issued_on and issued_on < figures.survey.days[-1]:
        raise DomainError(_("Ngày ban hành phải từ ngày kết thúc khảo sát trở đi."), "issued_on")
    document.number, document.issued_on = number, issued_on
    document.signer_capacity, document.signer_office = signer
    document.signer_name = sections.clean(signer_name)
    if not rendering.issue_of(document).is_draft:
        refuse_unwritten(document)
    rendering.start(document, by.id)
    note("documents.issue", document, by, number=number, issued_on=issued_on.isoformat() if issued_on else "")


def refuse_unwritten(document: Document) -> None:
    """No final print while a heading still waits for a person's words."""
    waiting = synthesis.unwritten(rendering.figures_of(document), document.paragraphs)
    if waiting:
        named = "; ".join(f"{section.key}. {section.title}" for section in waiting)
        raise DomainError(_("Chưa đủ nội dung để phát hành. Còn các mục: %(sections)s.", sections=named))


def print_again(document: Document, *, by: Account) -> None:
    """Try again what failed, or print the same paper once more."""
    job = db.session.get(jobs.Job, document.job_id) if document.job_id else None
    if job is not None and job.is_moving:
        raise Conflict(_("Văn bản đang được in, xin đợi."))
    if job is not None and job.state == "failed":
        jobs.retry(job)
    else:
        rendering.start(document, by.id)
    note("documents.print", document, by)


def refuse_stale(document: Document, version: int) -> None:
    """Nobody overwrites what another person has just written."""
    if version == document.version:
        return
    who = queries.last_editor(document) or _("khác")
    raise Conflict(_("Nội dung này vừa được đồng chí %(who)s sửa. Đề nghị xem phần khác nhau trước khi lưu.", who=who))


def note(action: str, document: Document, by: Account, **detail: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Put the deed on record."""
    record(action, by=by, subject=(queries.KIND, document.id), detail={"title": document.title, **detail})
