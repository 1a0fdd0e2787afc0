"""A trial round over the real units: a poster is printed, one ballot cast, then all of it is erased with its slip."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Table, delete, func, select

from portal.audit.operations import record
from portal.ballots import models as ballots
from portal.ballots.sealing import round_keys
from portal.errors import DomainError, Mistakes
from portal.extensions import db
from portal.nodes.round_secrets import current_secrets
from portal.surveys import operations, queries
from portal.surveys.models import Point, Round
from portal.surveys.plan.editing import beginning, gallery
from portal.surveys.plan.editing.bodies import Body
from portal.surveys.plan.plan import Plan
from portal.surveys.points import posters
from portal.units.models import Unit
from portal.web.data import clock, files
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job

SLUG, TITLE, NUMBER = "phieu-thu-cai-dat", "Phiếu thử khi cài đặt", "00-KH/THU"
NOTHING_FITS = "Không có kế hoạch mẫu nào hợp với danh mục đơn vị này."


def the_round() -> Round | None:
    """The trial, while it stands."""
    return queries.by_slug(SLUG)


def the_point() -> Point | None:
    """The commune at which the trial is answered: the first."""
    round_ = the_round()
    found = queries.points_of(round_) if round_ else ()
    return found[0] if found else None


def begin(top: Unit, office: str, telephone: str) -> Round:
    """Open the trial today. No two persons decide: nobody has an account, and what it holds is thrown away."""
    for plan in plans(top, office, telephone):
        form = gallery.form_of(plan.form.code, plan.form.version)
        if form is None:
            continue
        round_ = operations.load_round(plan, form, simulated=True)
        round_.approved_at = clock.now()
        db.session.flush()
        round_keys.make_when_approved(round_, "approve")
        return round_
    raise DomainError(NOTHING_FITS)


def plans(top: Unit, office: str, telephone: str) -> list[Plan]:
    """The gallery's plans that fit the province's units, over today; first what is asked of such units there."""
    kinds = beginning.kinds_of(operations.communes_in(top))
    found = []
    for sample in sorted(gallery.samples().values(), key=lambda sample: sample.catalogue.communes != kinds):
        try:
            found.append(Plan.from_json(body_of(sample, top, office, telephone)))
        except Mistakes:  # of another kind of units
            continue
    return found


def body_of(sample: Plan, top: Unit, office: str, telephone: str) -> Body:
    """A plan of the gallery as the trial's."""
    body = beginning.body_from(sample, top, keeps_numbers=False)
    today = clock.today()
    later = (today + timedelta(days=7)).isoformat()
    body["identity"] |= {"slug": SLUG, "title": TITLE, "number": NUMBER, "issued_on": today.isoformat()}
    body["identity"] |= {"short_name": TITLE, "issuer": office, "issuer_full": office, "example": True}
    body["window"] |= {"first_day": today.isoformat(), "last_day": (today + timedelta(days=1)).isoformat()}
    reports = ("commune_report", "draft_report", "signed_report")
    has_districts = bool(body["catalogue"]["districts"])
    body["deadlines"] |= dict.fromkeys((*reports, "district_report") if has_districts else reports, later)
    body["deadlines"]["rosters"] = today.isoformat()
    body["contact"] |= {"name": {"vi": office, "en": office}, "telephone": telephone}
    body["citizen"]["organiser"] = {"vi": office, "en": office}
    return body


def answered(point: Point) -> int:
    """How many ballots of the trial have come."""
    pool = ballots.ballot_pool
    waiting = select(func.count()).select_from(pool).where(pool.c.point_id == point.id)
    return db.session.scalar(waiting) or 0


def poster_job() -> Job | None:
    """The last time the trial's poster was asked for."""
    point = the_point()
    return jobs.latest(posters.JOB, poster_of(point)) if point else None


def print_poster(point: Point) -> Job:
    """Have the poster made as all posters are: by the queue."""
    return jobs.start_once(posters.JOB, poster_of(point))


def poster_of(point: Point) -> dict[str, str]:
    """What the job is asked for."""
    return {"round": SLUG, "what": posters.POSTER, "unit": point.unit.code}


def erase() -> None:
    """Take out the trial: ballots, marks, arrivals, points, the poster, its keys; done again it does nothing."""
    round_ = the_round()
    if round_ is None:
        return
    points = db.session.scalars(select(Point.id).where(Point.round_id == round_.id)).all()
    for job in db.session.scalars(select(Job).where(Job.kind == posters.JOB)).all():
        if job.args.get("round") == SLUG:
            files.delete_file(job.file_id)
            db.session.delete(job)
    db.session.flush()
    for table in reversed(db.metadata.sorted_tables):
        remove_rows(table, round_.id, points)
    round_keys.destroy(round_)
    current_secrets().wipe(round_.id)
    db.session.delete(round_)
    db.session.flush()
    record("first-run.trial-erased", by=None, subject=("round", SLUG))


def remove_rows(table: Table, round_id: int, points: Sequence[int]) -> None:
    """Delete what a table holds of the round or of its points."""
    if "round_id" in table.c:
        db.session.execute(delete(table).where(table.c.round_id == round_id))
    elif "point_id" in table.c:
        db.session.execute(delete(table).where(table.c.point_id.in_(points)))
