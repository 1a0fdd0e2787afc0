"""The page on which old and new units are matched, and the decisions on its grounds."""

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.approvals.pages import RequestPages
from portal.extensions import db
from portal.surveys.catalogues import forms, links
from portal.surveys.catalogues.models import LinkRequest
from portal.surveys.catalogues.views import crumbs, crumbs_of, load_catalogue
from portal.units import mapping
from portal.units.models import Catalogue
from portal.units.names import fold
from portal.web.http.views import reload, render, requires
from portal.web.ui.forms import PortalForm, SelectChoice
from portal.web.ui.listing import ListFilter, Listing, paged

blueprint = Blueprint("unit_links", __name__, url_prefix="/manage/unit-links")
P = Permission
Both = tuple[Catalogue, Catalogue]
PAGE_SIZE = 20
LISTING: Listing[links.Line] = Listing(
    has=lambda line, status: line.state == status,
    matches=lambda line, asked: fold(asked.typed) in searched(line) and line.before.lies_in(asked.district),
)


def searched(line: links.Line) -> str:
    """What a search looks into: old and new name, old and new code."""
    after = f"{line.after.search} {line.after.code}" if line.after else ""
    return f"{line.before.search} {line.before.code} {after}"


def load_both(earlier: str, later: str, **_rest: object) -> Both | None:
    """Two catalogues of the reader's office, the earlier of an earlier year."""
    old, new = load_catalogue(earlier), load_catalogue(later)
    return (old, new) if old and new and old.year < new.year else None


def load_request(request_id: int) -> LinkRequest | None:
    """A request about a catalogue of the reader's office."""
    return links.request_in(current_user.unit, request_id)


@blueprint.get("/<string:earlier>/<string:later>")
@requires(P.UNITS_VIEW, subject=load_both)
def show(both: Both) -> ResponseReturnValue:
    """Every old unit with the new one it is said to have gone into, and on what ground."""
    return table_page(both, forms.ResolutionForm(formdata=None))


def table_page(both: Both, form: PortalForm) -> ResponseReturnValue:
    """The table, and above it the form that gives all proposals their ground."""
    earlier, later = both
    asked = ListFilter.from_args(request.args)
    every = links.lines(earlier, later)
    here = _("Đối chiếu với %(key)s", key=earlier.key)
    values = {
        "counts": Counter({line.before.code: line.state for line in every}.values()),
        "proposals": len(mapping.proposals(earlier.key, later.key)),
        "pages": paged(LISTING.apply(every, asked), request.args.get("page", 1, int), PAGE_SIZE),
        "list_filter": asked,
        "states": states(),
        "waits": links.waiting_in(earlier, later),
        "in_use": len(mapping.between(earlier.id, later.id).parts),
        "all_new": len(links.lowest(later)),
        "crumbs": crumbs_of(later.key, here),
    }
    page = render("surveys/catalogues/links.html", "list", earlier=earlier, later=later, form=form, **values)
    return page, form.status


def states() -> dict[str, str]:
    """How an old unit stands, in words."""
    return {
        links.PROPOSED: _("chưa có căn cứ"),
        links.MISSING: _("chưa có dòng nào"),
        links.GROUNDED: _("có căn cứ"),
    }


@blueprint.post("/<string:earlier>/<string:later>")
@requires(P.UNITS_MANAGE, subject=load_both)
def ask(both: Both) -> ResponseReturnValue:
    """Enter the resolution that all proposals without a ground rest on; another person confirms it."""
    form = forms.ResolutionForm()
    proposed = [line for line in links.lines(*both) if line.state == links.PROPOSED]
    pairs = [(line.before.code, line.after.code) for line in proposed if line.after]
    if form.submitted() and form.accepts(links.ask, *both, pairs, by=current_user):
        return asked(form)
    return table_page(reload(both), form)


def asked(form: PortalForm) -> ResponseReturnValue:
    flash(_("Đã ghi căn cứ, chờ lãnh đạo duyệt xác nhận."), "ok")
    return redirect(url_for(".request_page", request_id=form.outcome.id), 303)


@blueprint.route("/<string:earlier>/<string:later>/<string:code>", methods=["GET", "POST"])
@requires(P.UNITS_MANAGE, subject=load_both)
def unit(both: Both, code: str) -> ResponseReturnValue:
    """Enter where one old unit went, and by which resolution."""
    earlier, later = both
    old = links.lowest(earlier).get(code)
    if old is None:
        return redirect(url_for(".show", earlier=earlier.key, later=later.key), 303)
    form = forms.LinkForm()
    form.to_code.choices = [SelectChoice("", _("Chọn"))] + [
        SelectChoice(one.code, f"{one.title} · {one.code}") for one in links.lowest(later).values()
    ]

    def ask_one(to_code: str, **ground: object) -> LinkRequest:
        return links.ask(earlier, later, [(code, to_code)], by=current_user, **ground)  # type: ignore[arg-type]  # the form's fields

    title = old.title
    if form.submitted() and form.accepts(ask_one):
        return asked(form)
    path = crumbs_of(later.key, title)
    back = url_for(".show", earlier=earlier.key, later=later.key)
    return render("surveys/catalogues/link.html", form=form, title=title, crumbs=path, back=back), form.status


@blueprint.get("/requests/<int:request_id>")
@requires(P.UNITS_VIEW, subject=load_request)
def request_page(one: LinkRequest) -> ResponseReturnValue:
    """One request: which resolution, for which units, who asked, who decided."""
    return PAGES.show(one)


def link_page(one: LinkRequest, **values: Any) -> str:
    """Render a request, with the decision for whoever may take it."""
    earlier, later = (db.session.get_one(Catalogue, number) for number in (one.earlier_id, one.later_id))
    old, new = links.lowest(earlier), links.lowest(later)
    pairs = [(old[before], new[after]) for before, after in one.pairs if before in old and after in new]
    back = url_for(".show", earlier=earlier.key, later=later.key)
    path = crumbs((_("Đối chiếu %(old)s, %(new)s", old=earlier.key, new=later.key), back), (_("Căn cứ"), None))
    shown: dict[str, Any] = {"one": one, "pairs": pairs, "basis": links.basis_of(one), "crumbs": path, "back": back}
    return render("surveys/catalogues/link_request.html", **shown, **values)


PAGES: RequestPages[LinkRequest] = RequestPages(link_page, P.UNITS_CONFIRM, (".request_page", ".decide", ".withdraw"))


@blueprint.post("/requests/<int:request_id>/decision")
@requires(P.UNITS_CONFIRM, subject=load_request)
def decide(one: LinkRequest) -> ResponseReturnValue:
    """Agree, and the pairs have their ground; or turn it down."""
    return PAGES.decide(one, links.decide)


@blueprint.post("/requests/<int:request_id>/withdrawal")
@requires(P.UNITS_MANAGE, subject=load_request)
def withdraw(one: LinkRequest) -> ResponseReturnValue:
    """Take back what one asked for oneself."""
    return PAGES.withdraw(one, links.withdraw)
