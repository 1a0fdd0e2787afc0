"""Keeping, changing and striking the sentences that a paper's headings offer, together with a person's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.documents import choices, rendering
from portal.documents.lifecycle import operations
from portal.documents.models import Document
from portal.errors import DomainError
from portal.papers.offers import CHANGED, DEEDS, FARTHEST, KEPT, STRUCK, Choice, OfferedSentence
from portal.papers.sections import HOLE
from portal.web.data import clock, codec
from portal.web.ui.formats import short_date, tidy_lines, typed_day

LONGEST = 1000
PRINT_AFTER = 20  # seconds: a print takes some ten, and the next click would make it waste


@dataclass(frozen=True)
class Decision:
    """What somebody wants done with a sentence: words of their own where they change it, the day of its hole, typed."""

    key: str
    deed: str
    words: str = ""
    day: str = ""


def save(
    document: Document,
    paragraphs: Mapping[str, str],
    decisions: Sequence[Decision],
    version: int,
    *,
    by: Account,
    print_after: int = 0,
) -> None:
    """Keep what was typed under the headings and what was decided of their sentences."""
    operations.write(document, paragraphs, version, by=by, print_after=print_after)
    decide(document, decisions, by=by, print_after=print_after)


def decide(document: Document, decisions: Sequence[Decision], *, by: Account, print_after: int) -> None:
    """Write choices down; the same once more is none."""
    wording = rendering.wording_of(document)
    offered, since = choices.sentences_of(document, wording), choices.day_of(document, wording)
    every = [(decision, found(offered, decision)) for decision in decisions]
    made = [(sentence, choice_of(sentence, decision, by, since)) for decision, sentence in every]
    fresh = [choice for sentence, choice in made if not is_same(sentence.choice, choice)]
    if not fresh:
        return
    document.choices = [*document.choices, *map(codec.to_plain, fresh)]
    operations.after_edit(document, by, print_after=print_after)
    for choice in fresh:  # no text: the record is read by more people than the paper
        operations.log_event("documents.choose", document, by, sentence=choice.key, choice=choice.deed)


def found(offered: Sequence[tuple[object, Sequence[OfferedSentence]]], decision: Decision) -> OfferedSentence:
    """The sentence that is meant. Raises DomainError: one that the figures carry no longer can only be struck."""
    every = (sentence for _section, sentences in offered for sentence in sentences)
    sentence = next((one for one in every if one.key == decision.key), None)
    if sentence is None or decision.deed not in DEEDS:
        raise DomainError(_("Không có câu gợi ý này. Mở lại trang rồi chọn lại."))
    if sentence.offer is None and decision.deed != STRUCK:
        raise DomainError(_("Số liệu hiện nay không còn căn cứ cho câu này, chỉ bỏ được. Cần thì tự viết thêm."))
    return sentence


def choice_of(sentence: OfferedSentence, decision: Decision, by: Account, since: date) -> Choice:
    """What is written down: words as they were offered are kept ones."""
    offered = sentence.offer.text if sentence.offer else sentence.words
    if decision.deed == STRUCK:
        return Choice(sentence.key, STRUCK, offered, by.id, clock.now())
    typed = tidied(decision) if decision.deed == CHANGED else offered
    deed, words = (KEPT, "") if typed == offered else (CHANGED, typed)
    day = checked_day(decision, since) if HOLE in typed else None
    return Choice(sentence.key, deed, offered, by.id, clock.now(), words, day)


def tidied(decision: Decision) -> str:
    """A changed sentence as one paragraph. Raises DomainError."""
    words = " ".join(tidy_lines(decision.words).split())
    if not words:
        raise DomainError(_("Câu này để trống. Muốn bỏ câu thì bấm «Bỏ»."), field_of("words", decision.key))
    if len(words) > LONGEST:
        raise DomainError(_("Mỗi câu tối đa 1.000 ký tự, đề nghị viết ngắn hơn."), field_of("words", decision.key))
    if "…" in words.replace(HOLE, ""):
        sentence = _("Còn chỗ «…» chưa điền. Điền vào, hoặc giữ «ngày …» rồi nhập ngày ở ô bên cạnh.")
        raise DomainError(sentence, field_of("words", decision.key))
    return words


def checked_day(decision: Decision, since: date) -> date:
    """The day of the hole. Raises DomainError where there is none, or it lies before the paper or years after it."""
    field, day = field_of("day", decision.key), typed_day(decision.day)
    if not decision.day.strip():
        raise DomainError(_("Câu này còn thiếu ngày. Nhập ngày rồi bấm «Giữ»."), field)
    if day is None:
        raise DomainError(_("Ngày không đúng. Nhập ngày, tháng, năm, ví dụ 16/6/2024."), field)
    if day < since:
        sentence = _("Ngày %(day)s trước ngày của văn bản (%(since)s).", day=short_date(day), since=short_date(since))
        raise DomainError(sentence, field)
    if day > since + FARTHEST:
        raise DomainError(_("Ngày %(day)s quá xa, xem lại năm.", day=short_date(day)), field)
    return day


def is_same(before: Choice | None, after: Choice) -> bool:
    """Whether a choice says what stands already."""
    return before is not None and before == replace(after, by=before.by, at=before.at)


def field_of(what: str, key: str) -> str:
    """A field of a heading or sentence: the day of «III.1.met» is day_III_1_met."""
    return f"{what}_{key.replace('.', '_')}"
