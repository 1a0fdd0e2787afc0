"""From rows to paper: the facts that posters and lists are made of, and the queue's handler that makes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.errors import DomainError
from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import Point, Round
from portal.surveys.plan.reader import fill_placeholders
from portal.surveys.points import posters
from portal.web.http.languages import cached_per_language
from portal.web.jobs import jobs
from portal.web.ui import formats

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.surveys.plan.plan import Plan

Points = Sequence[Point]

JOB = "printing"
PDF, ZIP = "application/pdf", "application/zip"
KINDS = ("book", "annex", "images")
POSTER = "poster"


@cached_per_language
def titles() -> Mapping[str, str]:
    """What can be made, as it stands on the page."""
    return {
        "book": _("Bộ tờ niêm yết mã QR"),
        "annex": _("Danh sách mã QR code kèm theo kế hoạch"),
        "images": _("Hình mã QR (SVG, PNG)"),
    }


def start(round_: Round, what: str, *, by: int, unit_code: str = "") -> jobs.Job:
    """Ask the queue for a paper; one of a kind is made at a time."""
    return jobs.start_once(JOB, job_arguments(round_, what, unit_code), by)


def latest(round_: Round, what: str, unit_code: str = "") -> jobs.Job | None:
    """The last time such a paper was asked for."""
    return jobs.latest(JOB, job_arguments(round_, what, unit_code))


def job_arguments(round_: Round, what: str, unit_code: str) -> dict[str, Any]:
    """The arguments of the job."""
    return {"round": round_.slug, "what": what, "unit": unit_code}


@jobs.handler(JOB, _l("in tờ niêm yết, danh sách mã"))
def make(job: jobs.Job, progress: jobs.Progress) -> jobs.JobFile:
    """Make the paper. The facts are read first and the transaction given back, then the pages are set."""
    what, unit_code = job.args["what"], job.args["unit"]
    round_ = queries.by_slug(job.args["round"])
    if round_ is None:
        raise DomainError(_("Không còn đợt khảo sát này."))
    rows = [row for row in queries.points_of(round_) if unit_code in {"", row.unit.code}]
    facts, points, slug = facts_of_round(round_), facts_of_points(rows), round_.slug
    db.session.rollback()
    progress(0, len(points))
    return paper(what, slug, facts, points, progress)


def paper(
    what: str, slug: str, facts: posters.RoundFacts, points: Sequence[posters.PointFacts], progress: jobs.Progress
) -> jobs.JobFile:
    """One paper with its file name."""
    if what == "annex":
        result = jobs.JobFile(f"danh-sach-ma-qr-{slug}.pdf", PDF, posters.code_list(facts, points))
    elif what == "images":
        result = jobs.JobFile(f"ma-qr-{slug}.zip", ZIP, posters.images(points, progress))
    elif what == POSTER:
        name = f"to-niem-yet-{points[0].unit_code}-{posters.plain(points[0].title)}.pdf"
        result = jobs.JobFile(name, PDF, posters.poster_book(facts, points, progress))
    else:
        result = jobs.JobFile(f"to-niem-yet-{slug}.pdf", PDF, posters.poster_book(facts, points, progress))
    progress(len(points), len(points))
    return result


def facts_of_round(round_: Round) -> posters.RoundFacts:
    """What all posters of a round say."""
    plan: Plan = round_.plan_data
    base_url = str(current_app.config["BASE_URL"])
    words = {"member": plan.helpers.member, "domain": posters.domain_of(base_url)}
    return posters.RoundFacts(
        title=round_.title,
        organiser=plan.identity.issuer_full,
        plan=f"{plan.named} ngày {formats.short_date(plan.identity.issued_on)} của {plan.identity.issuer}",
        first_day=round_.first_day,
        last_day=round_.last_day,
        base_url=base_url,
        steps=tuple(fill_placeholders(step, words) for step in plan.poster.steps),
        without_phone=fill_placeholders(plan.poster.without_phone, words),
        only_here=fill_placeholders(plan.poster.domain, words),
        simulated=round_.simulated,
    )


def facts_of_points(rows: Points) -> list[posters.PointFacts]:
    """What each poster says of its own commune."""
    return [facts_of_point(row) for row in rows]


def facts_of_point(row: Point) -> posters.PointFacts:
    unit = row.unit
    district: Any = unit.district
    return posters.PointFacts(
        unit_code=unit.code,
        kind=unit.kind,
        name=unit.name,
        district=district.title if district else "",
        code=row.code,
        url=address(row.code),
    )


def address(code: str) -> str:
    """The address a code stands for: what the QR symbol says."""
    return f"{current_app.config['BASE_URL']}/p/{code}"
