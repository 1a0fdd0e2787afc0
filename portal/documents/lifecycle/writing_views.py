"""The writing page of a paper: under each heading its figures, the sentences it offers, a person's own words.

With scripts each click and each field is saved as one goes; without, a click saves the whole page and comes back to its
place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Field

from portal.accounts.permissions import Permission
from portal.documents import choices, forms, queries, rendering
from portal.documents.blueprint import blueprint, load_document, page
from portal.documents.lifecycle import choosing
from portal.documents.lifecycle.choosing import PRINT_AFTER, Decision, field_of
from portal.documents.models import Document
from portal.errors import Conflict
from portal.papers import citations, offers, sections
from portal.papers.offers import CHANGED, KEPT, OfferedSentence
from portal.papers.paper import Wording
from portal.papers.sections import Section, lines
from portal.web.http.views import is_part, reload, requires
from portal.web.ui.formats import short_date


@dataclass(frozen=True)
class Part:
    """A heading on the page. `field` is where people write; `stored` what another has written there meanwhile.

    `lacks` are the words without which the paper is not ready, `again` the sentences that need another look.
    """

    section: Section
    field: Field | None
    sentences: tuple[OfferedSentence, ...]
    tables: tuple[int, ...]
    lacks: bool
    again: int = 0
    is_open: bool = False
    stored: str | None = None

    @property
    def unchosen(self) -> int:
        """How many sentences nobody has looked at."""
        return sum(not sentence.deed for sentence in self.sentences)

    @property
    def told(self) -> tuple[str, ...]:
        """What its figures say; nothing where they only say that there are none, and a person's words stand instead."""
        has_words = any(sentence.printed for sentence in self.sentences) or (self.field is not None and self.field.data)
        return () if self.section.missing and has_words else self.section.sentences

    @property
    def waits(self) -> bool:
        return self.lacks or self.again > 0


@blueprint.route("/documents/<document_id>/text", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, subject=load_document)
def text(document: Document) -> ResponseReturnValue:
    """Write under the headings; keep, change, strike what they offer."""
    form = form_of(document, rendering.wording_of(document))
    if form.submitted() and form.accepts(save, document):
        if is_part() or form.choice.data:
            return redirect(back_url(document, form.choice.data), 303)
        flash(_("Đã lưu nội dung. Văn bản đang được in lại."), "ok")
        return redirect(url_for(".show", document_id=document.id), 303)
    return text_page(reload(document), form), form.status


def back_url(document: Document, choice: str | None) -> str:
    """The page again, at the sentence that was chosen."""
    key = (choice or "").partition(" ")[2]
    if not key:
        return url_for(".text", document_id=document.id)
    anchor = field_of("sentence", key)
    return url_for(".text", document_id=document.id, open=heading_of(choice), _anchor=anchor)


def heading_of(choice: str | None) -> str:
    """The heading of the sentence that a button names: «III.1» of «kept III.1.met»."""
    return (choice or "").partition(" ")[2].rpartition(".")[0]


def form_of(document: Document, wording: Wording) -> forms.StepForm:
    """The form with what stands in the paper now."""
    sentences = [one for _section, offered in choices.sentences_of(document, wording) for one in offered]
    return forms.text_form(sections.editable(wording.sections), document.paragraphs, sentences, document.version)


def save(document: Document, *, version: int, choice: str | None, **typed: str | None) -> None:
    """Called by the form: own words, the button that was pressed and, without scripts, every sentence typed in."""
    wording = rendering.wording_of(document)
    words = {part.key: typed[forms.name_of(part.key)] or "" for part in sections.editable(wording.sections)}
    sentences = [one for _section, offered in choices.sentences_of(document, wording) for one in offered]
    decided = list(decisions(sentences, choice or "", typed, whole=not is_part()))
    pause = PRINT_AFTER if is_part() or choice else 0
    choosing.save(document, words, decided, version, by=current_user, print_after=pause)


def decisions(
    sentences: Sequence[OfferedSentence], choice: str, typed: dict[str, str | None], *, whole: bool
) -> Iterator[Decision]:
    """What was decided: the button's sentence; of a whole page also those in which somebody typed."""
    deed, _space, key = choice.partition(" ")
    if choice and all(sentence.key != key for sentence in sentences):
        yield Decision(key, deed)
    for sentence in sentences:
        words, day = (typed.get(field_of(what, sentence.key)) or "" for what in ("words", "day"))
        wanted = deed if sentence.key == key else typed_deed(sentence, words, day) if whole else ""
        if wanted:
            yield Decision(sentence.key, wanted, words, day)


def typed_deed(sentence: OfferedSentence, words: str, day: str) -> str:
    """What typing in a sentence means: other words change it, a day keeps it; empty where nothing was typed."""
    if sentence.offer is None:
        return ""
    if words and " ".join(words.split()) != sentence.words:
        return CHANGED
    return (sentence.deed if sentence.is_used else KEPT) if day != day_text(sentence) else ""


def day_text(sentence: OfferedSentence) -> str:
    return short_date(sentence.day) if sentence.day else ""


def text_page(document: Document, form: forms.StepForm) -> str:
    """The page as the row has it now, with what was typed; after another's change with what that one has written."""
    # What a part of the page was refused is not said twice: the version goes on being old until the whole is sent.
    is_stale = form.status == Conflict.status and not is_part()
    if is_stale:
        form.version.data = document.version
    wording = rendering.wording_of(document)
    parts = parts_of(document, form, wording, is_stale=is_stale)
    return page(
        "documents/text.html",
        document,
        form=form,
        parts=parts,
        lacking=sum(part.lacks for part in parts),
        unchosen=sum(part.unchosen for part in parts),
        again=sum(part.again for part in parts),
        since=choices.day_of(document, wording),
        part=is_part(),
        is_stale=is_stale,
        saved=queries.history(document)[-1:],
        pieces=citations.pieces,
        field_of=field_of,
    )


def parts_of(document: Document, form: forms.StepForm, wording: Wording, *, is_stale: bool) -> list[Part]:
    """The headings as they stand, with the fields of the form."""
    outline, made, since = wording.sections, choices.standing(document), choices.day_of(document, wording)
    waiting = {part.key for part in sections.unwritten(outline, choices.words_of(document, wording))}
    editable = {part.key for part in sections.editable(outline)}
    parts = []
    for section in outline:
        offered = offers.sentences(section, made)
        field = form[forms.name_of(section.key)] if section.key in editable else None
        part = Part(section, field, offered, citations.tables_of(section), section.key in waiting)
        stored = stored_words(document, part) if is_stale else None
        parts.append(replace(part, again=choices.again_of(offered, since), stored=stored))
    return with_open(parts, form)


def stored_words(document: Document, part: Part) -> str | None:
    """What another has written under the heading, where it is not what was typed; None elsewhere."""
    stored = document.paragraphs.get(part.section.key, "")
    typed = part.field.data if part.field else stored
    return None if lines(stored) == lines(typed or "") else stored


def with_open(parts: Sequence[Part], form: forms.StepForm) -> list[Part]:
    """The heading asked for is open, else the first with something to do; and any in which something is wrong."""
    asked = request.args.get("open") or heading_of(form.choice.data)
    to_do = [part for part in parts if part.waits] or [part for part in parts if part.unchosen]
    foremost = asked or (to_do[0].section.key if to_do else "")
    wrong = form.errors.keys()
    return [
        replace(
            part,
            is_open=part.section.key == foremost or part.stored is not None or not wrong.isdisjoint(field_names(part)),
        )
        for part in parts
    ]


def field_names(part: Part) -> set[str]:
    """The fields that stand under a heading."""
    named = {field_of(what, sentence.key) for sentence in part.sentences for what in ("words", "day")}
    return named | {forms.name_of(part.section.key)}
