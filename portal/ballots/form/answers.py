"""Looks at what was sent against the form's rules: every mistake at once, each with its sentence, nothing lost."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.ballots.form import phrases
from portal.ballots.intake.masking import mask
from portal.ballots.sealing import payload
from portal.ballots.sealing.payload import Ballot
from portal.surveys.questionnaire.questionnaire import Questionnaire, Variant
from portal.web.ui.formats import tidy_lines

NONCE_FIELD = "nonce"
WHO_TAPPED = "D7"
HELPED = {1: False, 2: True, 3: True}  # whose hand it was by D7: one's own, a relative's, a helper's
BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Rule:
    """What may be answered to one question: the codes as they are sent, and as they are kept."""

    id: str
    codes: Mapping[str, int]
    required: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What a form may hold, whatever the language it is read in: its `fields`, its ballots' one `size` in bytes."""

    version: str
    questions: tuple[Rule, ...]
    comment_id: str
    longest_comment: int
    fields: frozenset[str]
    size: int


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found: the chosen codes, the questions left out or not understood, the comment as it will be kept."""

    chosen: dict[str, int]
    missing: list[str]
    wrong: list[str]
    comment: str = ""
    hidden: bool = False
    comment_fault: str = ""

    @property
    def complete(self) -> bool:
        return not (self.missing or self.wrong or self.comment_fault)


def rules_of(form: Questionnaire, variant: Variant) -> Rules:
    """What may be answered to a form."""
    required = {item.id for item in form.required(variant)}
    questions = tuple(
        Rule(item.id, {str(code): code for code in form.codes(item)}, item.id in required)
        for item in form.asked(variant)
    )
    version, box = f"{form.code}/{form.version}", form.comment
    fields = frozenset({NONCE_FIELD, box.id, *(rule.id for rule in questions)})
    # reckoned once from the longest codes: a length that followed what was chosen would tell it through the cipher
    size = payload.size_for(version, {rule.id: max(rule.codes.values()) for rule in questions})
    return Rules(version, questions, box.id, box.max_length, fields, size)


def read(rules: Rules, typed: Mapping[str, str], *, unreadable: bool = False) -> Answers:
    """Check every answer; `unreadable` says that the comment is."""
    chosen: dict[str, int] = {}
    missing, wrong = [], []
    for rule in rules.questions:
        sent = typed.get(rule.id, "")
        code = rule.codes.get(sent)
        if code is not None:
            chosen[rule.id] = code
        elif sent:
            wrong.append(rule.id)
        elif rule.required:
            missing.append(rule.id)
    return Answers(chosen, missing, wrong, *read_comment(rules, typed, unreadable=unreadable))


def read_comment(rules: Rules, typed: Mapping[str, str], *, unreadable: bool) -> tuple[str, bool, str]:
    """Return the comment as it will be kept, whether something of it was hidden, and what is wrong with it."""
    if unreadable:
        return "", False, _("Phần góp ý có ký tự không đọc được. Xin ông/bà gõ lại.")
    text = clean_comment(typed.get(rules.comment_id, ""))
    if len(text) > rules.longest_comment:
        return "", False, phrases.long_comment(len(text), rules.longest_comment)
    masked = mask(text)  # here, before anything is kept: what names a person is in no table, not even sealed (P5)
    return masked, masked != text, ""


def clean_comment(typed: str) -> str:
    """What was typed, in NFC, nothing invisible in it, with one blank line at most between paragraphs."""
    return BLANK_LINES.sub("\n\n", tidy_lines(typed))


def ballot(rules: Rules, answers: Answers, channel: str, seconds: float, risk: int) -> bytes:
    """Write complete answers as they are kept."""
    helped = HELPED.get(answers.chosen.get(WHO_TAPPED, 0))
    duration = payload.duration(seconds)  # a bucket: exact seconds would find a ballot again among few (P1)
    return payload.encode(Ballot(rules.version, answers.chosen, channel, duration, risk, helped), rules.size)
