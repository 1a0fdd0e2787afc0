"""Section I: what communes and the helpers did around the survey, each with who has not, or where that is listed."""

from collections.abc import Callable

from portal.documents.synthesis.figures import Fieldwork, SynthesisFigures, Work
from portal.web.ui.formats import count, lower_first, short_date

CHANNELS = {  # as a sentence says them
    "posted": "niêm yết",
    "loudspeaker": "thông báo trên loa truyền thanh",
    "online": "đăng tải trên trang tin điện tử, mạng xã hội",
    "villages": "thông báo qua trưởng thôn, tổ trưởng tổ dân phố, tổ dân vận cộng đồng",
}
ANNEX = "Phụ lục 8"
NO_PUBLICITY = "Chưa có số liệu về công khai, tuyên truyền."
NO_HELPERS = "Chưa có số liệu về lực lượng hỗ trợ."
NO_INSPECTIONS = "Chưa có số liệu về kiểm tra, giám sát."


def task_forces(figures: SynthesisFigures) -> str:
    """«Có 199/209 … thành lập tổ …; 10 đơn vị chưa thành lập (Phụ lục 8).»."""
    formed, units = figures.fieldwork.task_forces, len(figures.communes)
    if formed is None:
        return f"Chưa có số liệu về việc thành lập {figures.survey.words.task_force}."
    without = f"; {count(units - formed)} đơn vị chưa thành lập ({ANNEX})" if formed < units else ""
    formed_in = f"Có {count(formed)}/{count(units)} {figures.survey.units}"
    return f"{formed_in} thành lập {figures.survey.words.task_force}{without}."


def channels(work: Fieldwork) -> dict[str, int]:
    """How many communes used each way that was recorded."""
    known = {how: getattr(work, channel) for channel, how in CHANNELS.items()}
    return {how: many for how, many in known.items() if many is not None}


def channels_in_words(figures: SynthesisFigures) -> list[str]:
    """How many communes used each way, then the ways of which nothing was recorded; none where that is all of them."""
    known, units = channels(figures.fieldwork), len(figures.communes)
    if not known:
        return []
    parts = [f"{count(many)}/{count(units)} đơn vị {how}" for how, many in known.items()]
    return parts + [f"chưa có số liệu về việc {how}" for how in CHANNELS.values() if how not in known]


def publicity(figures: SynthesisFigures) -> str:
    parts = channels_in_words(figures)
    if not parts:
        return NO_PUBLICITY
    silent = sum(bool(commune.work.channels) and not any(commune.work.channels) for commune in figures.communes)
    parts += [f"{count(silent)} đơn vị chưa cập nhật hình thức nào"] if silent else []
    return f"Có {'; '.join(parts)} ({ANNEX})."


def until(work: Fieldwork) -> str:
    """«Đến ngày 10/6/2024, có»: by when rosters were due, where the plan says."""
    return f"Đến ngày {short_date(work.rosters_by)}, có" if work.rosters_by else "Có"


def helpers(figures: SynthesisFigures) -> str:
    """Rosters handed in by the plan's day, how many points had none by then, and helpers a day."""
    work, units = figures.fieldwork, len(figures.communes)
    if work.rosters is None:
        return NO_HELPERS
    late = f"; {count(units - work.rosters)} điểm gửi sau hoặc chưa gửi ({ANNEX})" if work.rosters < units else ""
    daily = "" if work.helpers_a_day is None else f" Bình quân mỗi ngày có {count(work.helpers_a_day)} người hỗ trợ."
    return (
        f"{until(work)} {count(work.rosters)}/{count(units)} điểm khảo sát gửi danh sách, lịch phân công "
        f"{figures.survey.words.helpers} {figures.survey.helpers} hỗ trợ, hướng dẫn{late}.{daily}"
    )


def inspections(figures: SynthesisFigures) -> str:
    """Inspections, faults found and mended, and at how many communes some are left."""
    work, units = figures.fieldwork, len(figures.communes)
    if work.inspections is None:
        return NO_INSPECTIONS
    made = f"Đã kiểm tra {count(work.inspections)} lượt tại {count(work.inspected)}/{count(units)} đơn vị"
    if not work.faults:
        return f"{made}; không phát hiện tồn tại ({ANNEX})."
    left = work.faults - (work.faults_mended or 0)
    places = sum(bool(commune.work.faults_open) for commune in figures.communes)
    where = f" ở {count(places)} đơn vị" if places else ""
    mended = (
        f"đã khắc phục {count(work.faults_mended)}; còn {count(left)} tồn tại{where}" if left else "đã khắc phục hết"
    )
    return f"{made}; phát hiện {count(work.faults)} tồn tại, {mended} ({ANNEX})."


def not_done(figures: SynthesisFigures) -> tuple[str, ...]:
    """Notes under annex 8: communes without a task force, and those whose list of helpers came late or never."""
    return tuple(
        f"{title}: {names}."
        for title, names in (
            (
                f"Chưa thành lập {figures.survey.words.task_force}",
                named(figures, lambda work: work.task_force is False),
            ),
            ("Chưa gửi danh sách, lịch phân công đúng hạn", named(figures, lambda work: work.roster is False)),
        )
        if names
    )


def named(figures: SynthesisFigures, lacks: Callable[[Work], bool]) -> str:
    """«xã Canh Nậu, xã Đồng Kỳ (thị xã Việt Yên); xã An Hà (thị xã Chũ)»."""
    parts = []
    for area in figures.areas:
        names = ", ".join(lower_first(commune.name) for commune in area.communes if lacks(commune.work))
        if names:
            parts.append(f"{names} ({lower_first(area.name)})" if figures.by_district else names)
    return "; ".join(parts)
