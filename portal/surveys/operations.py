"""Loading a round, naming a desk, saying who holds a chair. Actions of two persons stand in `rounds.approvals`."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from secrets import SystemRandom

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import ApprovalRequest, ChairTenure, PlanDraft, Point, Questionnaire, Round
from portal.surveys.plan.plan import Plan
from portal.surveys.points import codes
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.units import queries as units
from portal.units.models import COMMUNE, DISTRICT, Catalogue, Unit
from portal.web.data import clock
from portal.web.data.versioned import StaleRow
from portal.web.ui.formats import short_date

ONE_DAY = timedelta(days=1)

# No chair of a People's Committee began before.
EARLIEST_YEAR = 1945


def load_round(plan: Plan, form: Form, *, simulated: bool = False, by: Account | None = None) -> Round:
    """Keep a plan as a round in draft, with a point and a code for every commune; a draft may be loaded again."""
    communes = communes_of(plan)
    refuse_unknown_units(plan)
    round_ = queries.by_slug(plan.slug) or Round(slug=plan.slug)
    if round_.approved_at is not None:
        raise Conflict(_("Đợt khảo sát “%(slug)s” đã được duyệt, không nạp lại kế hoạch.", slug=plan.slug))
    if by and round_.id and round_.catalogue_id != by.unit.catalogue_id:  # another office's draft is not written over
        raise Conflict(_("Tên “%(slug)s” đã có đợt khác dùng; đặt tên khác.", slug=plan.slug))
    round_.catalogue_id, round_.title, round_.plan = catalogue_of(plan).id, plan.title, plan.to_json()
    round_.questionnaire = store_form(plan, form)
    round_.preset = plan.policy.preset
    round_.opens_at = clock.start_of(plan.window.first_day)
    round_.closes_at = clock.end_of(plan.window.last_day)
    round_.loaded_at = clock.now()
    round_.simulated = simulated or plan.identity.example
    db.session.add(round_)
    db.session.flush()
    turn_down_waiting(round_)
    forget_writing(round_)
    add_points(round_, communes)
    detail = {"questionnaire": round_.questionnaire.digest, "points": len(communes)}
    place = by.unit if by else units.province(round_.catalogue_id)
    record("rounds.load", by=by, subject=("round", round_.slug), unit=place, detail=detail)
    return round_


def communes_of(plan: Plan) -> Sequence[Unit]:
    """The communes a plan is about, if the catalogue it names is loaded and is the one it means."""
    expected, catalogue = plan.catalogue.expected, catalogue_of(plan)
    inside = select(Unit).where(Unit.catalogue_id == catalogue.id)
    communes = db.session.scalars(inside.where(Unit.level == COMMUNE).order_by(Unit.position)).all()
    if len(communes) != expected:
        n = {"expected": expected, "key": catalogue.key, "found": len(communes)}
        sentence = _("[catalogue].expected: kế hoạch ghi %(expected)s đơn vị, danh mục %(key)s có %(found)s.", **n)
        raise DomainError(sentence)
    if (db.session.scalar(inside.where(Unit.level == DISTRICT).limit(1)) is not None) != plan.has_districts:
        raise DomainError(_("[catalogue].districts: không khớp với danh mục đơn vị %(key)s.", key=catalogue.key))
    return communes


def communes_in(top: Unit) -> Sequence[Unit]:
    """The communes of a province, of which a plan is made."""
    return db.session.scalars(units.communes(top)).all()


def refuse_other_catalogue(plan: Plan, unit: Unit) -> None:
    """Raises DomainError where a plan written on pages is about other units than its writer's."""
    own = units.catalogue_of(unit)
    if plan.catalogue.known_as != own.key:
        raise DomainError(_("[catalogue]: tài khoản này thuộc danh mục đơn vị %(key)s.", key=own.key))


def catalogue_of(plan: Plan) -> Catalogue:
    """The catalogue that a plan names, by its key. Raises DomainError where it is not there or of another year."""
    key, year = plan.catalogue.known_as, plan.catalogue.year
    catalogue = units.catalogue(key)
    if catalogue is None:
        raise DomainError(_("Chưa nạp danh mục đơn vị %(key)s: chạy “flask units load” trước.", key=key))
    if catalogue.year != year:
        n = {"key": key, "year": year, "found": catalogue.year}
        raise DomainError(_("[catalogue].year: kế hoạch ghi %(year)s, danh mục %(key)s của năm %(found)s.", **n))
    return catalogue


def refuse_unknown_units(plan: Plan) -> None:
    """Raises DomainError where a telephone number is given for a unit that the catalogue does not have."""
    catalogue = catalogue_of(plan)
    known = set(db.session.scalars(select(Unit.code).where(Unit.catalogue_id == catalogue.id)))
    unknown = [phone.unit for phone in plan.phones if phone.unit not in known]
    if unknown:
        names = {"code": ", ".join(unknown), "key": catalogue.key}
        raise DomainError(_("[[phones]].unit: danh mục %(key)s không có đơn vị %(code)s.", **names))


def store_form(plan: Plan, form: Form) -> Questionnaire:
    """The row of a form's version. A version once frozen never changes: another text needs another number."""
    if (form.code, form.version) != (plan.form.code, plan.form.version):
        names = {"wanted": f"{plan.form.code} v{plan.form.version}", "given": f"{form.code} v{form.version}"}
        raise DomainError(_("[form]: kế hoạch dùng phiếu %(wanted)s, tệp phiếu là %(given)s.", **names))
    office = catalogue_of(plan).office
    row = queries.questionnaire(form.code, form.version)
    row = row or Questionnaire(code=form.code, version=form.version, office=office)
    version, is_other = {"code": form.code, "n": form.version}, row.digest != form.digest
    if row.frozen_at is not None and is_other:
        raise Conflict(_("Phiếu %(code)s phiên bản %(n)s đã dùng, không sửa được; tăng version.", **version))
    # Loading a file must not undo what was written or confirmed on the page.
    if (row.editors or row.confirmed_at) and is_other:
        sentence = _(
            "Phiếu %(code)s phiên bản %(n)s đã được sửa hoặc xác nhận trên trang; tăng version trong tệp.", **version
        )
        raise Conflict(sentence)
    if is_other and row.office not in {"", office} and row.digest:
        raise Conflict(_("Phiếu %(code)s phiên bản %(n)s đã dùng, không sửa được; tăng version.", **version))
    if row.office != office and row.office:
        row.office = ""  # two offices brought the same words: both see them
    row.body, row.digest = form.to_json(), form.digest
    db.session.add(row)
    return row


def turn_down_waiting(round_: Round) -> None:
    """What was asked of the plan as it stood before is no longer asked."""
    waiting = update(ApprovalRequest).where(ApprovalRequest.round_id == round_.id, ApprovalRequest.waits)
    note = _("Kế hoạch được nạp lại sau khi đề nghị.")
    db.session.execute(waiting.values(decided_at=clock.now(), accepted=False, note=note))


def forget_writing(round_: Round) -> None:
    """What was being written of the plan on pages gives way to the plan that was loaded."""
    for draft in db.session.scalars(select(PlanDraft).where(PlanDraft.round_id == round_.id)):
        draft.body_text = None


def add_points(round_: Round, communes: Sequence[Unit]) -> None:
    """A point with a fresh code for every commune that has none; those of another catalogue go."""
    have = {point.unit_id: point for point in db.session.scalars(select(Point).where(Point.round_id == round_.id))}
    # A draft may be loaded again over another catalogue.
    for unit_id in have.keys() - {unit.id for unit in communes}:
        db.session.delete(have[unit_id])
    taken = set(db.session.scalars(select(Point.code)))
    random = SystemRandom()  # whoever guesses a code answers for another commune
    for unit in communes:
        if unit.id not in have:
            code = next(code for code in iter(partial(codes.new_code, random), "") if code not in taken)
            taken.add(code)
            db.session.add(Point(round_id=round_.id, unit_id=unit.id, code=code))
    db.session.flush()


def set_desk(
    point: Point, *, desk_name: str, desk_address: str, desk_hours: str, by: Account | None, version: int | str = ""
) -> None:
    """Say what a commune's desk is called, where it is and when it is open."""
    refuse_stale(point, version)
    before = {"name": point.desk_name, "address": point.desk_address, "hours": point.desk_hours}
    point.desk_name, point.desk_address, point.desk_hours = desk_name, desk_address, desk_hours
    db.session.flush()
    after = {"name": desk_name, "address": desk_address, "hours": desk_hours}
    log_change("points.set-desk", point, by, before, after)


def set_chair(
    point: Point,
    *,
    status: str,
    from_day: date,
    until_day: date | None = None,
    holder: str = "",
    by: Account | None = None,
    version: int | str = "",
) -> ChairTenure:
    """Say who holds the chair from a day on. An earlier tenure ends the day before."""
    refuse_stale(point, version)
    if status not in set(ChairStatus):
        raise DomainError(_("Chọn tình trạng chức danh %(office)s."), "status")
    if until_day is not None and until_day < from_day:
        raise DomainError(_("Ngày kết thúc phải từ ngày bắt đầu trở đi."), "until_day")
    if from_day.year < EARLIEST_YEAR:
        raise DomainError(_("Ngày bắt đầu quá xa: đề nghị kiểm tra lại năm."), "from_day")
    tenures = queries.tenures_of(point)
    refuse_overlap(tenures, from_day, until_day)
    before = [tenure_detail(row) for row in tenures]
    tenure = tenure_from(point, tenures, from_day)
    tenure.status, tenure.holder, tenure.from_day, tenure.until_day = status, holder, from_day, until_day
    flag_modified(point, "desk_name")  # so that the point's version moves with its chairs
    db.session.flush()
    # The relationship is never loaded by itself, and the page shows it next.
    set_committed_value(point, "tenures", list(queries.tenures_of(point)))
    log_change("points.set-chair", point, by, before, tenure_detail(tenure))
    return tenure


def refuse_overlap(tenures: Sequence[ChairTenure], from_day: date, until_day: date | None) -> None:
    """A tenure ends before the next one begins."""
    later = [row.from_day for row in tenures if row.from_day > from_day]
    if later and (until_day is None or until_day >= min(later)):
        day = short_date(min(later))
        message = _("Đã có người giữ chức từ ngày %(day)s: nhập ngày kết thúc trước ngày đó.", day=day)
        raise DomainError(message, "until_day")


def tenure_from(point: Point, tenures: Sequence[ChairTenure], from_day: date) -> ChairTenure:
    """The row for a tenure that begins on a day; the one before ends the day before."""
    for row in tenures:
        # The same first day corrects an entry.
        if row.from_day == from_day:
            return row
        if row.from_day < from_day and (row.until_day is None or row.until_day >= from_day):
            row.until_day = from_day - ONE_DAY
    tenure = ChairTenure(point_id=point.id)
    db.session.add(tenure)
    return tenure


def tenure_detail(tenure: ChairTenure) -> dict[str, str]:
    """A tenure as the record of events keeps it."""
    until = tenure.until_day.isoformat() if tenure.until_day else ""
    return {"status": tenure.status, "holder": tenure.holder, "from": tenure.from_day.isoformat(), "until": until}


def refuse_stale(point: Point, version: int | str) -> None:
    """Raises Conflict where the point was changed since `version`; an empty version is not checked."""
    if str(version) in {"", str(point.version)}:
        return
    last = queries.last_change(point)
    if last is None or last.full_name is None:
        raise Conflict(_("Nội dung này vừa được sửa. Đề nghị xem lại trước khi lưu."))
    raise StaleRow(last.full_name, last.at)


def log_change(action: str, point: Point, by: Account | None, before: object, after: object) -> None:
    detail = {"before": before, "after": after}
    unit = db.session.get_one(Unit, point.unit_id)
    record(action, by=by, subject=("point", point.id), unit=unit, detail=detail)
