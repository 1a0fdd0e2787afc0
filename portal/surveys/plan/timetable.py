"""A round's calendar: what is due when, worked out from its plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from portal.surveys.plan.deadlines import next_working_day
from portal.web.ui.formats import day_month

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.surveys.plan.plan import Plan


@dataclass(frozen=True)
class Entry:
    """Something due; without an hour it is due by the end of the day."""

    day: date
    words: str
    hour: time | None = None


def timetable(plan: Plan) -> list[Entry]:
    """Everything due, in order of time."""
    entries = [*_before(plan), *_during(plan), *_after(plan)]
    return sorted(entries, key=lambda entry: (entry.day, entry.hour or time.max))


def _before(plan: Plan) -> Iterator[Entry]:
    yield Entry(
        plan.deadlines.rosters,
        f"{plan.helpers.provincial} gửi {plan.identity.issuer} danh sách, lịch phân công cán bộ, hội viên hỗ trợ "
        "và danh sách lãnh đạo, cán bộ kiểm tra, giám sát",
    )
    yield Entry(plan.window.first_day, "Phát động ra quân; kiểm tra, giám sát, đôn đốc trong ngày đầu tiên")


def _during(plan: Plan) -> Iterator[Entry]:
    for day in plan.days:
        if plan.chat:
            words = f"{plan.bodies.task_force} đăng tin trong ngày lên nhóm Zalo “{plan.chat.name}”"
            yield Entry(day, words, plan.deadlines.daily_post)
        following = next_working_day(day, plan.holidays)
        yield Entry(following, f"Chốt số liệu ngày {day_month(day)}", plan.deadlines.lock_hour)


def _after(plan: Plan) -> Iterator[Entry]:
    deadlines = plan.deadlines
    yield Entry(deadlines.commune_report, "Cấp xã gửi báo cáo tình hình, kết quả")
    if deadlines.district_report:
        yield Entry(deadlines.district_report, "Cấp huyện gửi báo cáo tình hình, kết quả")
    yield Entry(deadlines.draft_report, "Dự thảo báo cáo tổng hợp của tỉnh")
    yield Entry(deadlines.signed_report, "Ký, phát hành báo cáo tổng hợp của tỉnh")
