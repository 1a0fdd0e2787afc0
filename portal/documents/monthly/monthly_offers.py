"""The sentences that a month's report offers: what fell short, what is to be done; nothing of causes."""

from portal.documents.monthly.monthly_snapshot import MonthlyFigures
from portal.papers.offers import Rule, offered
from portal.papers.sections import HOLE, Offer
from portal.surveys.plan.features import Feature
from portal.web.ui.formats import count, integer

INCIDENTS = "mục III.3"


def fieldwork(figures: MonthlyFigures) -> str:
    """Under which heading inspections are told: after publicity, where there is some."""
    return "I.3" if figures.has(Feature.PUBLICITY) else "I.2"


def flagged_units(figures: MonthlyFigures) -> int:
    """The communes with a day that lacks figures or needs explaining."""
    return len({(flag.area, flag.commune) for flag in figures.flags})


def shortfalls(figures: MonthlyFigures) -> tuple[Offer, ...]:
    """Section IV: what the figures show as not done."""
    units, work, level = flagged_units(figures), figures.work, figures.words.commune_level
    return offered(
        "IV",
        Rule(
            "flags",
            units,
            f"Còn {count(units)} đơn vị có ngày chưa đủ số liệu hoặc có số liệu cần giải trình.",
            f"{count(units)} đơn vị (Phụ lục 2)",
        ),
        Rule(
            "faults",
            work.faults_open,
            f"Còn {count(work.faults_open)} tồn tại qua kiểm tra, giám sát chưa khắc phục.",
            f"phát hiện {count(work.faults)}, còn {count(work.faults_open)} (mục {fieldwork(figures)})",
        ),
        Rule(
            "incidents",
            work.incidents_open,
            f"Còn {count(work.incidents_open)} sự cố, vướng mắc do {level} báo chưa giải quyết xong.",
            f"báo {count(work.incidents)}, còn {count(work.incidents_open)} ({INCIDENTS})",
        ),
    )


def next_tasks(figures: MonthlyFigures) -> tuple[Offer, ...]:
    """Section V: what is to be done about them, by a day that a person types."""
    units, work, level = flagged_units(figures), figures.work, figures.words.commune_level
    return offered(
        "V",
        Rule(
            "flags",
            units,
            f"Đôn đốc {count(units)} đơn vị (Phụ lục 2) hoàn thành số liệu còn thiếu, giải trình trước {HOLE}.",
            f"{count(units)} đơn vị (Phụ lục 2)",
        ),
        Rule(
            "faults",
            work.faults_open,
            f"Đôn đốc khắc phục {count(work.faults_open)} tồn tại qua kiểm tra, giám sát trước {HOLE}.",
            f"còn {count(work.faults_open)} tồn tại (mục {fieldwork(figures)})",
        ),
        Rule(
            "incidents",
            work.incidents_open,
            f"Giải quyết {count(work.incidents_open)} sự cố, vướng mắc do {level} báo trước {HOLE}.",
            f"còn {count(work.incidents_open)} ({INCIDENTS})",
        ),
        Rule(
            "comments",
            figures.themes and figures.comments and not figures.outcomes,
            f"Chuyển {integer(figures.comments)} ý kiến đã phân loại đến cơ quan có thẩm quyền trước {HOLE}.",
            f"{integer(figures.comments)} ý kiến đã phân loại (Phụ lục {figures.annex_numbers.get(3, 3)})",
        ),
    )
