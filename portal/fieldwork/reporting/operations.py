"""What people do with a report: save, submit, receive, return; and the tick of the other software."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.ballots import counting
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.fieldwork.reporting import models, queries
from portal.fieldwork.reporting.content import fields as typed
from portal.fieldwork.reporting.content import figure_sources
from portal.fieldwork.reporting.content.fields import Fields
from portal.fieldwork.reporting.content.figures import CommuneFigures, Figures
from portal.fieldwork.reporting.content.outline import outline
from portal.fieldwork.visits.models import MOST_VISITS
from portal.surveys.models import Point, Round
from portal.units.models import COMMUNE, Unit
from portal.web.data import clock, transactions, versioned
from portal.web.data.versioned import StaleRow
from portal.web.ui.formats import clock_time, day_month, integer, tidy_lines

GOES_ON = timedelta(minutes=30)
"""So long after a save the next one of the same person goes on with it."""


def save(unit: Unit, round_: Round, *, fields: Fields, version: int, by: Account) -> models.FieldReport:
    """Keep what was typed. `version` is that of the report the person looked at; 0 for none."""
    valid_fields, report = validated_fields(unit, round_, fields), queries.report_of(unit, round_)
    refuse_stale(report, version)
    if report is None:
        return create_report(unit, round_, valid_fields, by)
    refuse_closed(report)
    # no revision in which nothing was changed
    if valid_fields == report.fields:
        return report
    return save_revision(report, models.SAVED, by, fields=valid_fields)


def save_going(unit: Unit, round_: Round, *, fields: Fields, version: int, by: Account) -> models.FieldReport:
    """Keep what was typed as one goes: saves of one person that follow each other leave one revision, the last."""
    before = queries.report_of(unit, round_)
    begun = before.revisions[-1] if before is not None else None
    report = save(unit, round_, fields=fields, version=version, by=by)
    is_same = begun is not None and (begun.deed, begun.made_by) == (models.SAVED, by.id)
    if begun is not None and is_same and report.version != begun.version and clock.now() - begun.made_at < GOES_ON:
        db.session.delete(begun)
        db.session.flush()
    return report


def validated_fields(unit: Unit, round_: Round, fields: Fields) -> Fields:
    """The places this report has, tidied; counts within reason."""
    texts = {key: tidy_lines(fields.get("texts", {}).get(key, "")) for key in typed.texts_for(unit.level)}
    too_long = next((key for key, text in texts.items() if len(text) > typed.LONGEST_TEXT), None)
    if too_long:
        raise DomainError(_("Mỗi mục tối đa 6.000 ký tự, đề nghị viết ngắn hơn."), too_long)
    days = {}
    if unit.level == COMMUNE:
        typed_days = {day.isoformat(): fields.get("days", {}).get(day.isoformat(), {}) for day in round_.days}
        days = {day: valid_day for day, values in typed_days.items() if (valid_day := validated_day(values))}
    return {"days": days, "texts": {key: text for key, text in texts.items() if text}}


def validated_day(values: Mapping[str, Any]) -> dict[str, Any]:
    """A day's counts and note, without those left empty."""
    counts = {name: values.get(name) for name in typed.COUNTS if values.get(name) is not None}
    if any(not 0 <= number <= MOST_VISITS for number in counts.values() if number is not None):
        raise DomainError(_("Số lượt phải là số nguyên từ 0 đến 5.000."))
    # one line: it stands in a cell of the printed journal
    note = tidy_lines(str(values.get("note") or "")).replace("\n", " ")[: typed.LONGEST_NOTE]
    return counts | ({"note": note} if note else {})


def create_report(unit: Unit, round_: Round, fields: Fields, by: Account) -> models.FieldReport:
    """Create a report. Raises StaleRow if it was created meanwhile."""
    report = models.FieldReport(
        round_id=round_.id, unit_id=unit.id, state=models.DRAFT, fields=fields, changed_by=by.id, changed_at=clock.now()
    )
    with transactions.savepoint(partial(conflict_over, unit, round_)):
        db.session.add(report)
    return keep_revision(report, unit, models.SAVED, by)


def submit(unit: Unit, round_: Round, *, version: int, by: Account) -> models.FieldReport:
    """Hand the report to the level above."""
    report = queries.report_of(unit, round_)
    if report is None:
        raise DomainError(_("Chưa có nội dung báo cáo. Đề nghị lập báo cáo trước khi nộp."))
    refuse_stale(report, version)
    refuse_closed(report)
    figures = figure_sources.report_figures(unit, round_)
    refuse_unready(round_, figures)
    values = {
        "state": models.SUBMITTED,
        "submissions": report.submissions + 1,
        "submitted_at": clock.now(),
        "reason": "",
    }
    return save_revision(report, models.SUBMITTED, by, figures=snapshot_of(figures, round_), **values)


def refuse_unready(round_: Round, figures: Figures) -> None:
    """A report is of days that are over; a commune's of days that are «chốt» and counted."""
    refuse_early(round_)
    if not isinstance(figures, CommuneFigures):
        return
    plan = round_.plan_data
    if plan.turnout:
        refuse_unlocked(figures)
    if plan.helpers:
        refuse_uncounted(figures)


def refuse_unlocked(figures: CommuneFigures) -> None:
    """Raises DomainError where a day's figure that ballots are held against is not «chốt»."""
    not_locked = [day_month(day.day) for day in figures.days if day.visits is None]
    if not_locked:
        raise DomainError(
            _("Chưa chốt số %(counted)s ngày %(days)s. Đề nghị chốt rồi nộp.", days=", ".join(not_locked))
        )


def refuse_uncounted(figures: CommuneFigures) -> None:
    """Raises DomainError where it is not said of a day how many were helped and guided."""
    uncounted = [day_month(day.day) for day in figures.days if day.helped is None or day.guided is None]
    if uncounted:
        raise DomainError(
            _("Chưa nhập số lượt được hỗ trợ, hướng dẫn ngày %(days)s (không có thì ghi 0).", days=", ".join(uncounted))
        )


def refuse_early(round_: Round) -> None:
    """Raises DomainError before the last day's ballots are complete."""
    # ballots of the grace after closing are part of the last day
    over = counting.over_at(round_, round_.last_day)
    if clock.now() >= over:
        return
    if round_.state == "closed":
        raise DomainError(
            _(
                "Còn nhận phiếu gửi muộn đến %(time)s, sau đó mới nộp báo cáo được. Nội dung đã soạn vẫn được lưu.",
                time=clock_time(over),
            )
        )
    raise DomainError(_("Đợt khảo sát chưa kết thúc nên chưa nộp báo cáo được. Nội dung đã soạn vẫn được lưu."))


def snapshot_of(figures: Figures, round_: Round) -> dict[str, Any]:
    """What a submitted report says, kept as it was read: its sections, and a commune's days."""
    sections = [[part.number, part.title, list(part.paragraphs)] for part in outline(figures, round_.plan_data)]
    if not isinstance(figures, CommuneFigures):
        return {"sections": sections}
    # in the shape that older revisions have in the database
    rows = [[day.day.isoformat(), day.visits, day.helped, day.guided, day.ballots] for day in figures.days]
    return {"sections": sections, "days": rows}


def decide(report: models.FieldReport, *, received: bool, reason: str, version: int, by: Account) -> models.FieldReport:
    """The level directly above takes the report, or returns it with a reason; one received by mistake as well."""
    if report.unit.parent_id != by.unit_id:
        level = report.unit.parent.title if report.unit.parent else _("cấp trên trực tiếp")
        raise Refused(_("Báo cáo này do %(level)s tiếp nhận.", level=level))
    refuse_stale(report, version)
    if not report.is_handed_in:
        raise Conflict(_("Đơn vị chưa nộp báo cáo, hoặc đang sửa để nộp lại."))
    if received:
        return save_revision(report, models.RECEIVED, by, state=models.RECEIVED, reason="")
    if not reason:
        raise DomainError(_("Đề nghị ghi rõ lý do trả lại để đơn vị sửa."), "reason")
    return save_revision(report, models.RETURNED, by, state=models.RETURNED, reason=reason)


def refuse_stale(report: models.FieldReport | None, version: int) -> None:
    """Raises StaleRow if the row has another version."""
    if report is not None and report.version != version:
        raise StaleRow(report.changer.full_name, report.changed_at)


def conflict_over(unit: Unit, round_: Round) -> Conflict:
    """What is said where a unit's report was changed or made meanwhile."""
    report = queries.report_of(unit, round_)
    return StaleRow(report.changer.full_name, report.changed_at) if report else transactions.concurrent_change()


def refuse_closed(report: models.FieldReport) -> None:
    """A report that the level above has is not written in."""
    if not report.is_open:
        raise Conflict(_("Báo cáo đã nộp. Muốn sửa thì đề nghị cấp trên trả lại báo cáo."))


def save_revision(
    report: models.FieldReport, deed: str, by: Account, *, figures: dict[str, Any] | None = None, **values: object
) -> models.FieldReport:
    """Update the row and add a revision. Raises StaleRow after a concurrent change."""
    unit, round_ = report.unit, report.round
    values |= {"changed_by": by.id, "changed_at": clock.now()}
    versioned.update(report, partial(conflict_over, unit, round_), **values)
    return keep_revision(report, unit, deed, by, figures)


def keep_revision(
    report: models.FieldReport, unit: Unit, deed: str, by: Account, figures: dict[str, Any] | None = None
) -> models.FieldReport:
    """Keep what a report says after an action; the event holds none of its texts."""
    row = models.FieldReportRevision(report_id=report.id, version=report.version, deed=deed, fields=report.fields)
    row.figures, row.reason, row.made_by, row.made_at = figures, report.reason, by.id, clock.now()
    db.session.add(row)
    db.session.flush()
    # texts stay out of the event: it is read by more people than the report
    detail = {"version": report.version, "state": report.state, "submissions": report.submissions}
    record(f"report.{deed}", by=by, subject=("report", report.id), unit=unit, detail=detail)
    return report


def software_figures(figures: CommuneFigures) -> list[list[Any]]:
    """The figures that go into the province's own software, day by day."""
    return [[day.day.isoformat(), day.visits, day.ballots, day.helped, day.guided] for day in figures.days]


def tick_software(point: Point, figures: CommuneFigures, *, by: Account) -> None:
    """«Đã nhập»: these figures stand in the other software; ticked again after a change, the new ones do."""
    if not clock.now() >= point.round.opens_at:
        raise DomainError(_("Đợt khảo sát chưa bắt đầu nên chưa có số liệu để nhập."))
    values = {"figures": software_figures(figures), "entered_by": by.id, "entered_at": clock.now()}
    entry = queries.software_entry(point)
    if entry is None:
        entry = models.SoftwareEntry(point_id=point.id, **values)
        # a form sent twice is one tick, recorded once
        if transactions.add_or_find(entry, partial(queries.software_entry, point)) is not entry:
            return
    for name, value in values.items():
        setattr(entry, name, value)
    db.session.flush()
    record("software.entered", by=by, subject=("point", point.id), unit=point.unit)


def untick_software(point: Point, *, by: Account) -> None:
    """The tick was a mistake."""
    entry = queries.software_entry(point)
    if entry is not None:
        db.session.delete(entry)
        db.session.flush()
        record("software.withdrawn", by=by, subject=("point", point.id), unit=point.unit)


def over_visits(figures: CommuneFigures) -> list[str]:
    """Days on which more people were helped or guided than came: to be looked at, never refused."""
    sentences = []
    for day in figures.days:
        most = max(day.helped or 0, day.guided or 0)
        if day.visits is not None and most > day.visits:
            sentences.append(_("%(day)s: %(n)s lượt", day=day_month(day.day), n=integer(most)))
    return sentences
