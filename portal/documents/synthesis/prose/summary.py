"""The first paragraph of the report: at most six sentences, made of the figures and in the same words as below.

It never names a unit, and has no interval, weighted figure, quote, award or software in it: it stands on page 1.
"""

from portal.documents.synthesis.figures import SynthesisFigures
from portal.documents.synthesis.prose import findings, people, told
from portal.papers.sections import SUMMARY, Section
from portal.results.statistics.grouping import contrast
from portal.surveys.turnout import Status
from portal.web.ui.formats import count, percent

MOST_SENTENCES = 6
NAMED_AT_MOST = 2
NO_BALLOTS = "Không có phiếu nên không có kết quả trả lời."


def section(figures: SynthesisFigures) -> Section:
    """The paragraph as a section without a title, before all others."""
    return Section(SUMMARY, "", (" ".join(sentences(figures)),))


def sentences(figures: SynthesisFigures) -> tuple[str, ...]:
    """What came, what was asked for, what was answered, what stands out, what is asked, whom it tells of."""
    whole = figures.whole
    if whole.visits is None and not whole.ballots:
        return (findings.NOTHING,)
    if whole.ballots == 0:
        return (findings.totals(figures), NO_BALLOTS)
    return tuple(
        filter(
            None,
            (
                findings.totals(figures),
                within_plan(figures),
                result(figures),
                extremes(figures),
                asked_for(figures),
                meaning(figures),
            ),
        )
    )


def within_plan(figures: SynthesisFigures) -> str:
    """How many communes kept to the plan; of a single one, whether the survey did."""
    if figures.whole.visits is None:
        return ""
    if len(figures.communes) == 1:
        (commune,) = figures.communes
        if commune.verdict == Status.CHUA_DU_SO_LIEU:
            return "Chưa đủ số liệu để đối chiếu số lượt tham gia với Kế hoạch."
        fine = commune.verdict == Status.DAT
        return f"Số lượt tham gia {'bảo đảm' if fine else 'chưa bảo đảm'} theo Kế hoạch."
    return f"{findings.met(figures)}."


def result(figures: SynthesisFigures) -> str:
    """The share satisfied, without the mean."""
    if figures.whole.score(figures.headline).n < figures.grouping.least_shown:
        return findings.overall(figures)[0]
    return findings.satisfied(figures).partition(";")[0].rstrip(".") + "." if has_result(figures) else ""


def has_result(figures: SynthesisFigures) -> bool:
    return told.share(figures, figures.overall) is not None


def extremes(figures: SynthesisFigures) -> str:
    """The matters at either end, where the two can be told apart and few stand at each."""
    named = findings.told_matters(figures)
    found = contrast(named) if named else None
    if found is None or not found.is_clear or max(len(found.best), len(found.weakest)) > NAMED_AT_MOST:
        return ""
    best, weakest = (
        ", ".join(f"{one.name} ({percent(one.score.top2)})" for one in side) for side in (found.best, found.weakest)
    )
    return f"Cao nhất là {best}; thấp nhất là {weakest}."


def asked_for(figures: SynthesisFigures) -> str:
    """What people ask for most in their own words."""
    themes = people.most_asked(figures)
    return f"Kiến nghị tập trung vào {people.named_themes(themes, with_counts=False)}." if themes else ""


def meaning(figures: SynthesisFigures) -> str:
    days = len(figures.survey.days)
    when = f"trong {count(days)} ngày" if days > 1 else "trong ngày khảo sát"
    return f"Kết quả phản ánh ý kiến người đến {figures.survey.desk} {when}, không suy rộng cho toàn dân."
