"""The questions that are not on the form's scale: a table of them all, and a picture of each."""

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _

from portal.results.statistics.basis import LEAST_SHOWN
from portal.results.statistics.other_questions import OtherDistribution, of_whom
from portal.results.tables.grids import COUNT, INDEX, RATE, Column, Grid, Row, counted, index, share
from portal.results.tallying.reading import Reading
from portal.web.ui.formats import capital, integer, percent
from portal.web.ui.table_model import blank


class Bars(NamedTuple):
    """A question as bars: its title, a sentence under it, rows of label, share and what is shown beside."""

    title: str
    words: str
    rows: list[tuple[str, float | None, str]]


def grid(reading: Reading) -> Grid:
    """Every choice's number and its share of those who answered."""
    heads = (
        Column(_("Câu hỏi, phương án")),
        Column(_("Số phiếu"), COUNT),
        Column(_("Tỷ lệ (%)"), RATE),
        Column(_("Điểm bình quân"), INDEX, short=_("Điểm")),
    )
    notes = (
        _("Các câu này không tính vào chỉ số."),
        _("Tỷ lệ tính trên số người trả lời câu đó, không kể “không biết”."),
        _("Câu chọn được nhiều phương án có tổng tỷ lệ trên 100%%."),
        *(f"{one.question.title}: {of_whom(one.question)}." for one in reading.others if of_whom(one.question)),
        _("Câu có dưới %(least)s người trả lời không hiện, ghi “-”.", least=LEAST_SHOWN),
    )
    body = tuple(row for one in reading.others for row in rows(one))
    return Grid("T2b Câu hỏi khác", _("Các câu hỏi khác"), heads, body, notes)


def rows(one: OtherDistribution) -> Iterator[Row]:
    """The question with its base, then its choices, «don't know» last."""
    yield Row(one.question.title, (counted(one.n or None), blank(), index(one.mean)), "sum")
    for choice in one.rows:
        yield Row(choice.label, (counted(choice.n), share(choice.share), blank()))
    if one.unsure is not None:
        yield Row(one.question.unsure, (counted(one.unsure), blank(), blank()))


def pictures(reading: Reading) -> list[Bars]:
    """A picture of each question on which enough answered."""
    return [
        Bars(one.question.title, words(one), [(row.label, row.share, percent(row.share)) for row in one.rows])
        for one in reading.others
        if one.n
    ]


def words(one: OtherDistribution) -> str:
    """What is said under a picture: «1.204 người trả lời; chọn được nhiều phương án.»."""
    answered = _("%(n)s người trả lời", n=integer(one.n))
    mean = _("điểm bình quân %(mean)s", mean=index(one.mean).shown) if one.mean is not None else ""
    return capital("; ".join(filter(None, (answered, mean, of_whom(one.question))))) + "."
