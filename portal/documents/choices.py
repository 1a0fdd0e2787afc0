"""The offered sentences of one paper and what people made of them, read from its row."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from portal.documents.models import Document
from portal.errors import DomainError
from portal.papers import offers
from portal.papers.offers import Choice, OfferedSentence
from portal.papers.paper import Wording
from portal.papers.sections import Section
from portal.web.data import clock, codec
from portal.web.ui.formats import integer, short_date


def made(document: Document) -> list[Choice]:
    """Every choice there was, in its order."""
    return [codec.from_plain(Choice, one) for one in document.choices]


def standing(document: Document) -> dict[str, Choice]:
    """The choice that stands, by sentence."""
    return offers.latest(made(document))


def words_of(document: Document, wording: Wording) -> dict[str, str]:
    """All that stands under the headings besides their figures: the sentences in use, and what people typed."""
    return offers.words(wording.sections, document.paragraphs, standing(document))


def sentences_of(document: Document, wording: Wording) -> list[tuple[Section, tuple[OfferedSentence, ...]]]:
    """The headings that offer sentences, or have one in use that they offer no longer."""
    choices = standing(document)
    every = ((part, offers.sentences(part, choices)) for part in wording.sections)
    return [(part, found) for part, found in every if found]


def day_of(document: Document, wording: Wording) -> date:
    """The day of a paper, before which it asks for nothing: that of its issue, or the one its figures were taken on."""
    return document.issued_on or clock.local(wording.head.taken_at).date()


def waiting_in(document: Document, wording: Wording) -> list[str]:
    """The headings with a sentence that somebody has to look at again, in words."""
    since = day_of(document, wording)
    found = [(part, again_of(sentences, since)) for part, sentences in sentences_of(document, wording)]
    return [f"{part.key}. {part.title}: {words}" for part, again in found if (words := again_in_words(again))]


def refuse_past(document: Document, wording: Wording, issued_on: date) -> None:
    """Raises DomainError if the text asks for something before the day of its issue."""
    every = (sentence for _part, sentences in sentences_of(document, wording) for sentence in sentences)
    past = next((sentence for sentence in every if sentence.is_past(issued_on)), None)
    if past is not None:
        days = {"day": short_date(past.day), "issued": short_date(issued_on)}
        text = _("Văn bản có câu ghi ngày %(day)s, trước ngày ban hành %(issued)s. Trả lại để sửa câu đó.", **days)
        raise DomainError(text, "issued_on")


def again_with(document: Document, outline: Sequence[Section]) -> int:
    """How many sentences in use other figures would change or carry no longer."""
    made_of = standing(document)
    return sum(one.is_stale for part in outline for one in offers.sentences(part, made_of))


def again_of(sentences: Sequence[OfferedSentence], since: date) -> int:
    """How many of them wait for another look."""
    return sum(sentence.waits(since) for sentence in sentences)


def again_in_words(number: int) -> str:
    """«02 câu cần xem lại …»; empty for none."""
    if not number:
        return ""
    return _("%(n)s câu đã giữ cần xem lại (số liệu đã đổi hoặc ngày đã qua)", n=integer(number))
