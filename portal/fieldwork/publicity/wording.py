"""The words of a day's post: the day, the commune, who helped, who came (once «chốt»), what was made known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.fieldwork.publicity import checklist, queries
from portal.fieldwork.publicity.models import PublicityEntry
from portal.fieldwork.roster.models import Helper, Shift
from portal.fieldwork.today.agenda import ordinal
from portal.fieldwork.visits import queries as visit_queries
from portal.surveys.models import Point
from portal.surveys.plan.plan import Plan
from portal.web.ui.formats import count, integer, short_date

MOST_NAMES = 8


@dataclass(frozen=True)
class PostFacts:
    """What the post of a day is made of; `visits` only once they are «chốt», `counted` says what of."""

    day: date
    unit: str
    helpers: tuple[str, ...]
    visits: int | None
    counted: str
    done: tuple[str, ...]


def facts_of(point: Point, day: date) -> PostFacts:
    """What stands in the books now."""
    plan = point.round.plan_data
    visit_count = visit_queries.count_of(point, day)
    entries = queries.entries_of(point)
    return PostFacts(
        day=day,
        unit=point.unit.full,
        helpers=on_duty(point, day),
        # a draft is no figure to be published
        visits=visit_count.visits if visit_count is not None and visit_count.is_locked else None,
        counted=plan.terms.counted_there,
        done=tuple(done_on(plan, entries, day)),
    )


def on_duty(point: Point, day: date) -> tuple[str, ...]:
    """Those on duty in either half of the day, in the order of the list; none where no roster is kept."""
    todays = select(Shift.helper_id).where(Shift.point_id == point.id, Shift.day == day)
    return tuple(db.session.scalars(select(Helper.full_name).where(Helper.id.in_(todays)).order_by(Helper.id)))


def done_on(plan: Plan, entries: Sequence[PublicityEntry], day: date) -> list[str]:
    """What was made known on a day, a sentence each, in the order of the plan's channels."""
    # what the plan does not name comes last
    order = {each.id: place for place, each in enumerate(plan.channels)}
    todays = sorted(
        (each for each in entries if each.covers(day)), key=lambda one: (order.get(one.channel, 99), one.id)
    )
    runs = {line.channel.id: line for line in checklist.lines(plan.channels, entries)}
    return [sentence(plan, entry, runs.get(entry.channel), day) for entry in todays]


def sentence(plan: Plan, entry: PublicityEntry, line: checklist.Line[PublicityEntry] | None, day: date) -> str:
    """«Thông báo trên loa truyền thanh của xã, thôn (ngày thứ hai), 03 lần: nhà văn hóa các thôn»."""
    words = checklist.label_of(plan.channels, entry.channel)
    if line is not None and line.channel.least_days > 1:
        words = _("%(what)s (ngày thứ %(nth)s)", what=words, nth=ordinal(line.run_until(day)))
    if entry.times > 1:
        words = _("%(what)s, %(times)s lần", what=words, times=count(entry.times))
    words = f"{words}: {entry.place}" if entry.place else words
    return f"{words} ({entry.link})" if entry.link else words


def text_of(point: Point, day: date) -> str:
    """The ready text."""
    return text(facts_of(point, day))


def text(facts: PostFacts) -> str:
    """The post in plain text, as it is pasted into the group."""
    head = _("TIN TRONG NGÀY %(day)s", day=short_date(facts.day))
    team = _("%(Task_force)s %(unit)s", unit=facts.unit)
    return "\n".join([head, team, *(f"- {part}" for part in parts(facts))])


def parts(facts: PostFacts) -> list[str]:
    """What is said, line by line: helpers, visits, publicity; nothing where nothing is known."""
    lines = []
    if facts.helpers:
        lines.append(helpers_in_words(facts.helpers))
    if facts.visits is not None:
        lines.append(_("Số %(counted)s: %(visits)s (đã chốt)", counted=facts.counted, visits=integer(facts.visits)))
    lines += facts.done
    if not facts.done:  # said, so that the group asks for it
        lines.append(_("Trong ngày chưa ghi hoạt động công khai, tuyên truyền"))
    return lines


def helpers_in_words(names: Sequence[str]) -> str:
    """«Đoàn viên hỗ trợ người dân: 04 đồng chí (…)»."""
    shown = ", ".join(names[:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else "")
    return _("%(Helpers)s hỗ trợ người dân: %(count)s đồng chí (%(names)s)", count=count(len(names)), names=shown)
