"""Looks at what was sent against the form's rules: every mistake at once, each with its sentence, nothing lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from portal.ballots.form import phrases
from portal.ballots.intake.masking import mask
from portal.ballots.sealing import payload
from portal.ballots.sealing.payload import Ballot
from portal.surveys.questionnaire.parts import DONT_KNOW, SEVERAL, TEXT, Item, Variant
from portal.surveys.questionnaire.questionnaire import Questionnaire
from portal.web.ui.formats import tidy_lines

NONCE_FIELD = "nonce"
WHO_TAPPED = "D7"
HELPED = {1: False, 2: True, 3: True}  # whose hand it was by D7: one's own, a relative's, a helper's
BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be answered to one question: the codes as they are sent, and as they are kept.

    A question with boxes (`several`) is sent as a field a box; one in words has so many letters (`longest`) and no
    codes. `when` names an earlier question and the codes with which this one is asked; None: of everybody. `scaled`
    says that it is on the form's own scale.
    """

    id: str
    codes: Mapping[str, int]
    required: bool
    several: bool = False
    longest: int = 0
    when: tuple[str, frozenset[int]] | None = None
    scaled: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """The names under which it is sent."""
        return frozenset(box_name(self.id, sent) for sent in self.codes) if self.several else frozenset({self.id})

    @property
    def largest(self) -> int:
        """The longest that is kept of it."""
        return payload.several(self.codes.values()) if self.several else max(self.codes.values())

    def is_asked(self, picked: Mapping[str, frozenset[int]]) -> bool:
        """Whether it is asked of who picked these codes; what was not asked itself has none."""
        return self.when is None or not self.when[1].isdisjoint(picked.get(self.when[0], ()))


def box_name(question: str, code: str | int) -> str:
    """The name of one box of a question: no name may be sent twice."""
    return f"{question}_{code}"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a form may hold, whatever the language it is read in: its `fields`, its ballots' one `size` in bytes.

    The comment is the last of the questions.
    """

    version: str
    questions: tuple[Rule, ...]
    comment_id: str
    fields: frozenset[str]
    size: int

    @property
    def texts(self) -> frozenset[str]:
        """The questions that are answered in words."""
        return frozenset(rule.id for rule in self.questions if rule.longest)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found: the chosen codes, the questions left out or not understood, the words as they will be kept.

    `faults` says what is wrong with some answers; `hidden` that something was masked in some words.
    """

    chosen: dict[str, int]
    missing: list[str]
    wrong: list[str]
    texts: dict[str, str] = field(default_factory=dict)
    hidden: bool = False
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return not (self.missing or self.wrong or self.faults)

    def words(self, rules: Rules) -> list[str]:
        """Each text as it is kept, a row of its own; the comment is told by having no name."""
        return [
            payload.named_text("" if name == rules.comment_id else name, text)
            for name, text in self.texts.items()
            if text
        ]


def rules_of(form: Questionnaire, variant: Variant) -> Rules:
    """What may be answered to a form."""
    box = form.comment
    questions = (
        *(rule_of(form, item, required=item.required) for item in form.numbered(variant)),
        *(rule_of(form, item, required=False) for item in form.optional if item.on),
        Rule(box.id, {}, required=False, longest=box.max_length),
    )
    version = f"{form.code}/{form.version}"
    fields = frozenset({NONCE_FIELD}.union(*(rule.fields for rule in questions)))
    # reckoned once from the longest answers: a length that followed what was chosen would tell it through the cipher
    size = payload.size_for(version, {rule.id: rule.largest for rule in questions if rule.codes})
    return Rules(version, questions, box.id, fields, size)


def rule_of(form: Questionnaire, item: Item, *, required: bool) -> Rule:
    when = (item.when.question, frozenset(item.when.codes)) if item.when else None
    longest = item.max_length if item.kind == TEXT else 0
    codes = {str(choice.code): choice.code for choice in form.choices(item)}
    return Rule(item.id, codes, required, item.kind == SEVERAL, longest, when, item.takes_scale)


def read(rules: Rules, typed: Mapping[str, str], *, unreadable: str = "") -> Answers:
    """Check every answer; `unreadable` names the question whose words are none.

    What was answered in a branch that was not taken is dropped, and nothing of it is missed.
    """
    found, picked = Answers({}, [], []), dict[str, frozenset[int]]()
    hidden = False
    for rule in rules.questions:
        if not rule.is_asked(picked):
            continue
        if rule.longest:
            is_comment = rule.id == rules.comment_id
            hidden |= read_text(rule, typed, found, is_unreadable=rule.id == unreadable, is_comment=is_comment)
        else:
            picked[rule.id] = read_codes(rule, typed, found)
    return replace(found, hidden=hidden)


def read_codes(rule: Rule, typed: Mapping[str, str], found: Answers) -> frozenset[int]:
    """Note a question's choice, or what is wrong with it; returns the codes picked."""
    if not rule.several and (code := rule.codes.get(typed.get(rule.id, ""))) is not None:
        found.chosen[rule.id] = code
        return frozenset((code,))
    sent = sent_codes(rule, typed)
    picked = frozenset(rule.codes[one] for one in sent if one in rule.codes)
    if len(picked) < len(sent):
        found.wrong.append(rule.id)
    elif DONT_KNOW in picked and len(picked) > 1:
        found.faults[rule.id] = _("Xin chọn “không biết”, hoặc chọn các phương án khác.")
    elif picked:
        found.chosen[rule.id] = payload.several(picked) if rule.several else min(picked)
        return picked
    elif rule.required:
        found.missing.append(rule.id)
    return frozenset()


def sent_codes(rule: Rule, typed: Mapping[str, str]) -> list[str]:
    """What was sent for a question; a box that holds another value than its own is kept as that."""
    if not rule.several:
        return [sent] if (sent := typed.get(rule.id, "")) else []
    boxes = ((code, typed.get(box_name(rule.id, code), "")) for code in rule.codes)
    return [code if sent == code else f"?{sent}" for code, sent in boxes if sent]


def read_text(rule: Rule, typed: Mapping[str, str], found: Answers, *, is_unreadable: bool, is_comment: bool) -> bool:
    """Note a question's words as they will be kept, or what is wrong with them; returns whether some were hidden."""
    text = clean_comment(typed.get(rule.id, ""))
    if is_unreadable:
        found.faults[rule.id] = phrases.unreadable(is_comment=is_comment)
    elif len(text) > rule.longest:
        found.faults[rule.id] = phrases.too_long(len(text), rule.longest, is_comment=is_comment)
    elif rule.required and not text:
        found.missing.append(rule.id)
    else:
        masked = mask(text)  # here, before anything is kept: what names a person is in no table, not even sealed (P5)
        found.texts[rule.id] = masked
        return masked != text
    return False


def clean_comment(typed: str) -> str:
    """What was typed, in NFC, nothing invisible in it, with one blank line at most between paragraphs."""
    return BLANK_LINES.sub("\n\n", tidy_lines(typed))


def ballot(rules: Rules, answers: Answers, channel: str, seconds: float, risk: int, errata: int = 0) -> bytes:
    """Write complete answers as they are kept, with how many errata the form that was read had."""
    helped = HELPED.get(answers.chosen.get(WHO_TAPPED, 0))
    duration = payload.duration(seconds)  # a bucket: exact seconds would find a ballot again among few (P1)
    return payload.encode(
        Ballot(payload.with_errata(rules.version, errata), answers.chosen, channel, duration, risk, helped), rules.size
    )
