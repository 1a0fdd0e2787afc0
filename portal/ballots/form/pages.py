"""The citizen's pages as text: the form, empty or come back; the thank-you page; the notices in its stead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from portal.ballots.desks import desk_token
from portal.ballots.form import phrases
from portal.ballots.form.answers import WHO_TAPPED
from portal.ballots.form.form_view import FormVersion, FormView
from portal.ballots.form.questions import Question, question_name
from portal.ballots.intake import tokens
from portal.ballots.intake.receipts import Thanks
from portal.surveys.questionnaire.wording import Language

OTHER: dict[Language, tuple[Language, str]] = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}
PLACEHOLDER = "{n}"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend: where, how the summary calls it, what to do."""

    field: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FormProblem:
    """Why a form comes back: the sentence on top, what to mend, in how many seconds it is sent again by itself."""

    sentence: str
    mistakes: tuple[Mistake, ...] = ()
    again: int | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of a point's form; `wait` is the seconds until it may be sent, `used` what the browser's token means.

    `used` is empty, «used» (a ballot was sent from here) or «full» (no further one is taken from here).
    """

    view: FormView
    code: str
    language: Language
    nonce: str
    wait: int
    simulated: bool
    kind: int = tokens.OWN
    used: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: FormProblem | None = None

    @property
    def at_desk(self) -> bool:
        """Whether a desk's phone shows it, which many hands hold."""
        return self.kind == tokens.DESK

    @property
    def optional(self) -> tuple[Question, ...]:
        """The questions about the person; at a desk the one about who taps comes first."""
        return tuple(sorted(self.view.optional, key=lambda question: self.at_desk and question.id != WHO_TAPPED))


def form(page: FormPage) -> str:
    """Print the form: empty, or with what was typed and what is to be mended."""
    return render(
        "ballots/desks/form.html" if page.at_desk else "ballots/form/form.html",
        page.language,
        page=page,
        simulated=page.simulated,
        wrong={mistake.field: mistake.sentence for mistake in page.problem.mistakes} if page.problem else {},
        notice=form_notice(page.kind, page.used),
        family_url=address(page.code, page.language, tokens.FAMILY) if page.used == "used" else "",
        other=other_language(page.code, page.language, page.kind),
        times=desk_token.TIMES,
        # with a hole: the page's script fills in what it counts, in the sentences that the server would say
        words={
            "missing": phrases.left_out(question_name(PLACEHOLDER)),
            "fast": phrases.too_fast(PLACEHOLDER),
        },
    )


def form_notice(kind: int, used: str) -> str:
    """The notice above the form, by what the browser's token means; empty for a first ballot."""
    if used:
        return phone_used() if used == "used" else phone_full()
    return _("Phiếu này của người tiếp theo trong gia đình.") if kind == tokens.FAMILY else ""


def phone_used() -> str:
    return _(
        "Điện thoại này đã gửi phiếu. Nếu là người khác trong gia đình, xin bấm “Người khác trong gia đình trả lời”."
    )


def phone_full() -> str:
    return _("Điện thoại này đã gửi đủ 4 phiếu. Người khác xin dùng máy khác hoặc máy tại bàn hỗ trợ.")


def not_a_desk() -> str:
    return _(
        "Máy này không còn là máy hỗ trợ tại bàn, phiếu chưa được ghi nhận. Xin ông/bà quét mã QR bằng máy khác "
        "hoặc hỏi người hỗ trợ tại bàn."
    )


def thanks(version: FormVersion, code: str, language: Language, thanks: Thanks, receipt: str) -> str:
    """Print the thank-you page. It shows no answer: whoever looks over a shoulder learns nothing (P7)."""
    return render(
        "ballots/form/done.html",
        language,
        simulated=version.round.simulated,
        unit=version.wording(language).holes["unit"],
        thanks=thanks,
        receipt=receipt,
        address=receipt_address(),
        family_url=address(code, language, tokens.FAMILY),
    )


def receipt_address() -> str:
    """Say where receipts are looked up, as people type it."""
    base = str(current_app.config["BASE_URL"])
    return base.split("://", 1)[1] + url_for("ballots.receipt")


def notice_page(language: Language, sentence: str, version: FormVersion | None, **urls: str) -> str:
    """Print a page in place of the form: not open, over, used, damaged, unknown; `urls` are where to go instead."""
    about: dict[str, object] = {"heading": _("Không tìm thấy phiếu")}
    if version is not None:
        wording, contact = version.wording(language), version.round.plan.contact
        name, number = wording.say(contact.name), contact.telephone
        about = {
            "heading": wording.say(version.round.form.heading),
            "where": version.where(wording),
            "organiser": wording.say(version.round.plan.citizen.organiser),
            "contact": _("%(name)s, điện thoại %(number)s", name=name, number=number) if number else name,
            "round_url": url_for("public_rounds.public_round", slug=version.round.slug),
            "simulated": version.round.simulated,
        }
    return render(
        "ballots/notice.html",
        language,
        sentence=sentence,
        home_url=address("", language),
        **about,
        **urls,
    )


def address(code: str, language: Language, kind: int = tokens.OWN) -> str:
    """Return the address of a form, or of the home page where there is no code."""
    if kind == tokens.DESK:
        return in_language("desk.ballot", language)
    if not code:
        return in_language("ballots.home", language)
    return in_language("ballots.form", language, code=code, family="1" if kind == tokens.FAMILY else None)


def in_language(endpoint: str, language: Language, **values: Any) -> str:
    """The address of a page in a language; Vietnamese is said by saying nothing."""
    return url_for(endpoint, **values, lang=None if language == "vi" else language)


def other_language(code: str, language: Language, kind: int = tokens.OWN) -> dict[str, str]:
    """Return the link to the same page in the other language."""
    other, name = OTHER[language]
    return {"url": address(code, other, kind), "code": other, "name": name}


def other_page(endpoint: str, language: Language) -> dict[str, str]:
    """The same for a page that is no point's."""
    other, name = OTHER[language]
    return {"url": in_language(endpoint, other), "code": other, "name": name}


def render(template: str, language: Language, **context: object) -> str:
    """Fill a template with these values alone."""
    # not Flask's own: its context processors ask for account and session, and a citizen's page must not depend on them
    return current_app.jinja_env.get_template(template).render(language=language, **context)
