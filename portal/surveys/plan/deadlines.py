"""Working days and deadlines: until when a day's figures are to be «chốt», and all that a plan says is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from portal.web.data.clock import ZONE
from portal.web.ui.formats import day_month

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.surveys.plan.plan import Plan

SATURDAY = 5
ONE_DAY = timedelta(days=1)
LOCK_HOUR = time(10)
COMPLAINT_DAYS = 90


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def next_working_day(day: date, holidays: Collection[date] = ()) -> date:
    """The first working day after `day`."""
    following = day + ONE_DAY
    while not is_working_day(following, holidays):
        following += ONE_DAY
    return following


def complaints_end(last_day: date) -> date:
    """The last day of the complaint period where a plan sets no other: 90 days after the end of the round's year."""
    return date(last_day.year, 12, 31) + timedelta(days=COMPLAINT_DAYS)


def lock_deadline(day: date, holidays: Collection[date] = (), hour: time = LOCK_HOUR) -> datetime:
    """The moment, in UTC, until which the figures of `day` are to be chốt: 10:00 local on the next working day."""
    return datetime.combine(next_working_day(day, holidays), hour, ZONE).astimezone(UTC)


@dataclass(frozen=True)
class Entry:
    """Something due; without an hour it is due by the end of the day."""

    day: date
    words: str
    hour: time | None = None


def timetable(plan: Plan) -> list[Entry]:
    """Everything due, in order of time."""
    deadlines = plan.deadlines
    entries = [
        Entry(
            deadlines.rosters,
            f"{plan.helpers.provincial} gửi {plan.identity.issuer} danh sách, lịch phân công cán bộ, hội viên hỗ trợ "
            "và danh sách lãnh đạo, cán bộ kiểm tra, giám sát",
        ),
        Entry(plan.window.first_day, "Phát động ra quân; kiểm tra, giám sát, đôn đốc trong ngày đầu tiên"),
        Entry(deadlines.commune_report, "Cấp xã gửi báo cáo tình hình, kết quả"),
        Entry(deadlines.draft_report, "Dự thảo báo cáo tổng hợp của tỉnh"),
        Entry(deadlines.signed_report, "Ký, phát hành báo cáo tổng hợp của tỉnh"),
    ]
    if deadlines.district_report:
        entries.insert(3, Entry(deadlines.district_report, "Cấp huyện gửi báo cáo tình hình, kết quả"))
    for day in plan.days:
        if plan.chat:
            words = f"{plan.bodies.task_force} đăng tin trong ngày lên nhóm Zalo “{plan.chat.name}”"
            entries.append(Entry(day, words, deadlines.daily_post))
        following = next_working_day(day, plan.holidays)
        entries.append(Entry(following, f"Chốt số liệu ngày {day_month(day)}", deadlines.lock_hour))
    return sorted(entries, key=lambda entry: (entry.day, entry.hour or time.max))
