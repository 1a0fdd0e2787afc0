"""The pages of a plan that is written: begin it, its parts, its file, where two plans differ, previews."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Permission
from portal.errors import DomainError, Mistake, Mistakes
from portal.surveys import queries
from portal.surveys.models import PlanDraft, Round
from portal.surveys.plan.editing import (
    bodies,
    fields,
    forms,
    gallery,
    lines,
    operations,
    pages,
    previews,
    toml_file,
    values,
    words,
)
from portal.surveys.plan.editing.bodies import Body
from portal.surveys.plan.editing.pages import Part
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import Path
from portal.surveys.rounds.views import load_round
from portal.web.data.files import send_bytes
from portal.web.http.views import reload, render, requires, serves_file
from portal.web.ui.forms import PortalForm

blueprint = Blueprint("plans", __name__)

TEMPLATES = "surveys/plan/editing"
MOST_BYTES = 300_000
GALLERY, ROUND, DRAFT = "gallery", "round", "draft"
# Differences on a page: whoever holds two plans against each other that have nothing in common reads no more.
MOST_SHOWN = 200


def load_draft(draft_id: int, **_rest: object) -> PlanDraft | None:
    """The plan an address names, if it is of the reader's province."""
    return queries.plan_draft_in(current_user.unit, draft_id)


def load_draft_with_part(draft_id: int, part: str) -> PlanDraft | None:
    """The plan, if plans have such a part."""
    return load_draft(draft_id) if pages.part_named(part) else None


def show(template: str, draft: PlanDraft, **more: Any) -> str:
    """Render a page of one plan."""
    body = draft.body
    return render(
        f"{TEMPLATES}/{template}.html",
        draft=draft,
        title=title_of(body),
        is_frozen=draft.round is not None and draft.round.approved_at is not None,
        words=words,
        sentence_on_page=values.sentence_on_page,
        **more,
    )


def title_of(body: Body) -> str:
    """What a plan is called while it is written."""
    title = bodies.value_at(body, ("identity", "title"))
    return title if isinstance(title, str) and title else _("Kế hoạch chưa đặt tên")


class Source(NamedTuple):
    """A plan to begin from, or to hold another against: its name in the address, the words for it."""

    name: str
    title: str
    plan: Plan


def sources() -> list[Source]:
    """The reader's rounds, the latest first, then the gallery."""
    rounds = queries.rounds_of(current_user.unit)
    own = [Source(f"{ROUND}:{one.slug}", one.plan_data.short_name, one.plan_data) for one in rounds]
    return [*own, *samples()]


def samples() -> list[Source]:
    """The gallery."""
    return [Source(f"{GALLERY}:{name}", sample.title, sample) for name, sample in gallery.samples().items()]


@blueprint.get("/manage/plans")
@requires(Permission.ROUNDS_EDIT)
def index() -> ResponseReturnValue:
    """The plans that are written, and what a new one may begin from."""
    return index_page(forms.BeginForm(formdata=None))


def index_page(form: PortalForm) -> ResponseReturnValue:
    drafts = queries.plan_drafts(current_user.unit)
    return render(
        f"{TEMPLATES}/index.html",
        form=form,
        drafts=[(draft, title_of(draft.body), len(operations.left(draft, current_user.unit))) for draft in drafts],
        rounds=[source for source in sources() if source.name.startswith(ROUND)],
        samples=[(source, gallery.form_of(source.plan.form.code, source.plan.form.version)) for source in samples()],
    ), form.status


@blueprint.post("/manage/plans")
@requires(Permission.ROUNDS_EDIT)
def begin() -> ResponseReturnValue:
    """Begin a plan from one of these."""
    form = forms.BeginForm()
    found = {source.name: source for source in sources()}
    if form.submitted() and form.accepts(begin_from, found):
        flash(_("Đã chép thành kế hoạch mới. Ngày tháng, số văn bản, số điện thoại cần ghi lại."), "ok")
        return redirect(url_for(".overview", draft_id=form.outcome.id), 303)
    return index_page(form)


def begin_from(found: dict[str, Source], *, source: str | None) -> PlanDraft:
    """The action behind the form."""
    chosen = found.get(source or "")
    if chosen is None:
        raise DomainError(_("Chọn một kế hoạch để chép."), "source")
    is_own = chosen.name.startswith(ROUND)
    return operations.begin(chosen.plan, keeps_numbers=is_own, what=chosen.name, by=current_user)


@blueprint.post("/manage/rounds/<slug>/plan")
@requires(Permission.ROUNDS_EDIT, subject=load_round)
def edit_round(round_: Round) -> ResponseReturnValue:
    """The pages of the plan of a round that is not approved."""
    draft = operations.of_round(round_, by=current_user)
    return redirect(url_for(".overview", draft_id=draft.id), 303)


@blueprint.get("/manage/rounds/<slug>/plan.toml")
@requires(Permission.ROUNDS_VIEW, subject=load_round)
@serves_file
def round_file(round_: Round) -> Response:
    """The file of a round's plan."""
    return send_plan(round_.plan, round_.slug)


@blueprint.get("/manage/plans/<int:draft_id>")
@requires(Permission.ROUNDS_EDIT, subject=load_draft)
def overview(draft: PlanDraft) -> ResponseReturnValue:
    """The parts of a plan, and what is left before it can be approved."""
    return overview_page(draft, PortalForm(formdata=None))


def overview_page(draft: PlanDraft, form: PortalForm) -> ResponseReturnValue:
    draft = reload(draft, load_draft)
    left = operations.left(draft, current_user.unit)
    found = [(part, pages.mistakes_of(part, left)) for part in pages.parts()]
    # a plan of a round lends to itself
    years = [] if draft.round else bodies.years_kept(draft.body, draft.lender)
    about = {"left": left, "parts": found, "years": [Mistake("", "", path) for path in years]}
    return show("overview", draft, form=form, part_url=lambda m: part_url(draft, m), **about), form.status


def part_url(draft: PlanDraft, mistake: Mistake) -> str:
    """Where a mistake is mended."""
    return url_for(".part", draft_id=draft.id, part=pages.part_of(mistake).name, _anchor=fields.name_of(mistake.path))


@blueprint.route("/manage/plans/<int:draft_id>/parts/<part>", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT, subject=load_draft_with_part)
def part(draft: PlanDraft, part: str) -> ResponseReturnValue:
    """One part of a plan on GET, its saving on POST; what is wrong is named at its field and all else stays typed."""
    operations.refuse_frozen(draft)
    chosen = pages.part_named(part) or pages.parts()[0]
    page = fields.page_of(draft.body, chosen.sections)
    if page.form.submitted():
        if saves(draft, page, chosen):
            return saved(draft, page.form.outcome)
        return part_page(reload(draft, load_draft), page, chosen)
    page.show(on_part(draft, draft.body, chosen))
    page.form.revision.data = draft.revision
    return part_page(draft, page, chosen)


def saves(draft: PlanDraft, page: fields.Page, chosen: Part) -> bool:
    """Keep what was typed; gaps may stay for later, what is wrong may not."""
    body = page.typed()
    found = on_part(draft, body, chosen)
    if draft.revision == page.form.revision.data and any(one.sentence not in values.GAPS for one in found):
        page.show(found)
        page.form.status = 422
        return False

    def save(*, revision: int, **_typed: object) -> list[Mistake]:
        return operations.save(draft, body, by=current_user, revision=revision, what=chosen.name)

    return page.form.accepts(save)


def on_part(draft: PlanDraft, body: Body, chosen: Part) -> list[Mistake]:
    """What is to be mended on a part."""
    return pages.mistakes_of(chosen, operations.mistakes_in(draft, body))


def part_page(draft: PlanDraft, page: fields.Page, chosen: Part) -> ResponseReturnValue:
    """The form, filled; where somebody saved meanwhile, with what stands now and what was typed."""
    differing: Sequence[bodies.Difference] = ()
    if page.form.status == 409:  # noqa: PLR2004 - what a stale page is answered with
        names = chosen.sections
        now, typed = ({name: one.get(name) for name in names} for one in (draft.body, page.typed()))
        differing = list(bodies.differences(now, typed))[:MOST_SHOWN]
        page.form.revision.data = draft.revision
    return show("part", draft, page=page, part=chosen, form=page.form, differing=rows_of(differing)), page.form.status


def saved(draft: PlanDraft, left: Sequence[Mistake]) -> ResponseReturnValue:
    """Back to the list of parts, with what was reached."""
    if left:
        flash(_("Đã lưu. Kế hoạch còn %(n)s chỗ cần ghi hoặc sửa.", n=len(left)), "ok")
    else:
        flash(_("Đã lưu. Kế hoạch đã đủ, đợt khảo sát ở dạng chờ duyệt."), "ok")
    return redirect(url_for(".overview", draft_id=draft.id), 303)


@blueprint.post("/manage/plans/<int:draft_id>/removal")
@requires(Permission.ROUNDS_EDIT, subject=load_draft)
def remove(draft: PlanDraft) -> ResponseReturnValue:
    """Throw away what is written."""
    form, round_ = forms.RevisionForm(), draft.round
    if form.submitted() and form.accepts(operations.remove, draft, by=current_user):
        flash(_("Đã bỏ bản soạn."), "ok")
        return redirect(url_for("surveys.overview", slug=round_.slug) if round_ else url_for(".index"), 303)
    return overview_page(draft, form)


@blueprint.get("/manage/plans/<int:draft_id>/plan.toml")
@requires(Permission.ROUNDS_EDIT, subject=load_draft)
@serves_file
def file(draft: PlanDraft) -> Response:
    """The plan as a file, as it stands on the pages."""
    body = draft.body
    return send_plan(body, str(bodies.value_at(body, ("identity", "slug"))))


def send_plan(body: Body, slug: str) -> Response:
    name = slug if gallery.is_name(slug) else "ke-hoach"
    return send_bytes(toml_file.write(body).encode(), f"{name}.toml", "application/toml")


@blueprint.route("/manage/plans/<int:draft_id>/upload", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT, subject=load_draft)
def upload(draft: PlanDraft) -> ResponseReturnValue:
    """Hold a file against the page, or let it take the page's place; every mistake in it is named."""
    operations.refuse_frozen(draft)
    form = forms.FileForm()
    mistakes: Sequence[Mistake] = ()
    differing: list[tuple[str, list[tuple[str, str, str]]]] | None = None
    if form.submitted():
        try:
            body = read_file(form.file.data)
        except Mistakes as error:
            mistakes = error.mistakes
            form.refuse(
                DomainError(_("Tệp có %(n)s chỗ sai; kế hoạch trên trang giữ nguyên.", n=len(mistakes)), "file")
            )
        except DomainError as error:
            form.refuse(error)
        else:
            if form.what.data == "compare":
                differing = rows_of(list(bodies.differences(draft.body, body))[:MOST_SHOWN])
            elif form.accepts(take_file(draft, body)):
                return saved(draft, form.outcome)
    draft = reload(draft, load_draft)
    form.revision.data = draft.revision
    return show("file", draft, form=form, mistakes=mistakes, differing=differing), form.status


def take_file(draft: PlanDraft, body: Body) -> Callable[..., list[Mistake]]:
    """The action behind the form."""

    def take(*, revision: int, **_typed: object) -> list[Mistake]:
        return operations.save(draft, body, by=current_user, revision=revision, what="file")

    return take


def read_file(sent: FileStorage) -> Body:
    """The body of a file. Raises Mistakes with line and field; what is only left open may be filled in on the page."""
    content = sent.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DomainError(_("Tệp lớn quá 300 kB, không phải tệp kế hoạch."), "file")
    try:
        text = content.decode("utf-8-sig")
        body = lines.body_of(text)
    except UnicodeDecodeError as error:
        raise DomainError(_("Tệp không phải chữ Unicode UTF-8, đề nghị lưu lại ở UTF-8."), "file") from error
    except RecursionError as error:
        raise DomainError(_("Không đọc được tệp: các dấu ngoặc lồng nhau quá nhiều."), "file") from error
    found = bodies.mistakes_in(body)
    if any(mistake.sentence not in values.GAPS for mistake in found):
        raise Mistakes(lines.placed(text, found))
    return body if found else bodies.as_read(body)


@blueprint.get("/manage/plans/<int:draft_id>/differences")
@requires(Permission.ROUNDS_EDIT, subject=load_draft)
def compare(draft: PlanDraft) -> ResponseReturnValue:
    """Where the plan differs from another: a round's, or one of the gallery."""
    offered = sources()
    chosen = next((source for source in offered if source.name == request.args.get("with")), None)
    found = list(bodies.differences(chosen.plan.to_json(), draft.body)) if chosen else []
    return show(
        "differences",
        draft,
        offered=offered,
        chosen=chosen,
        count=len(found),
        most=MOST_SHOWN,
        rows=rows_of(found[:MOST_SHOWN]),
    )


def rows_of(found: Sequence[bodies.Difference]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Differences by section, as tables have them: where, before, after."""
    return [
        (
            words.spoken(path[:1]),
            [(where(one.path), said(one.path, one.before), said(one.path, one.after)) for one in of],
        )
        for path, of in ((key, list(rows)) for key, rows in groupby(found, key=lambda one: one.path[:1]))
    ]


def where(path: Path) -> str:
    """A place inside its section; a section that is one field is the place itself."""
    whole = words.spoken(path)
    return whole.removeprefix(words.spoken(path[:1])).removeprefix(" › ").strip() or whole


def said(path: Path, value: object) -> str:
    """A value as it stands in its field."""
    if value is None or value is bodies.ABSENT:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    kind = words.kind_at(path)
    text = values.shown(kind, value)
    return ", ".join(words.choice_words(one) for one in (text.split("\n") if values.options_of(kind) else [text]))


@blueprint.get("/manage/plans/<int:draft_id>/preview")
@requires(Permission.ROUNDS_EDIT, subject=load_draft)
def preview(draft: PlanDraft) -> ResponseReturnValue:
    """The poster and the heads of reports as they would be; what is missing is lent by the plan it began from."""
    body = draft.body
    plan = bodies.whole(body, draft.lender)
    return show(
        "preview",
        draft,
        lent=len(bodies.mistakes_in(body)),
        facts=previews.poster_of(plan),
        point=previews.point_of(current_user.unit),
        heads=previews.heads_of(plan, current_user.unit),
    )
