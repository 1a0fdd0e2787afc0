"""The citizen's pages as text: the form, empty or come back; the thank-you page; the notices in its stead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, url_for
from flask_babel import gettext as _

from portal.ballots.desks import turns
from portal.ballots.form import phrases
from portal.ballots.form import sheet as sheets
from portal.ballots.intake import nonce as nonces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.ballots.form.editions import Edition
    from portal.ballots.form.places import Place
    from portal.ballots.form.press import Press
    from portal.ballots.intake.tokens import Thanks
    from portal.surveys.questionnaire.wording import Language

OTHER = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}
HOLE = "{n}"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend: where, how the summary calls it, what to do."""

    field: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form comes back: the sentence on top, what to mend, in how many seconds it is sent again by itself."""

    said: str
    mistakes: tuple[Mistake, ...] = ()
    again: int | None = None
    wait: int = 0


def form(
    press: Press,
    place: Place,
    language: Language,
    nonce: str,
    *,
    kind: int = nonces.OWN,
    used: str = "",
    typed: Mapping[str, str] | None = None,
    trouble: Trouble | None = None,
) -> str:
    """Print the form: empty, or with what was typed and what is to be mended."""
    return render(
        "ballots/desks/form.html" if kind == nonces.DESK else "ballots/form/form.html",
        language,
        sheet=press.sheet(place, language),
        simulated=press.edition(place).survey.simulated,
        nonce=nonce,
        typed=typed or {},
        trouble=trouble,
        wrong={one.field: one.sentence for one in trouble.mistakes} if trouble else {},
        wait=trouble.wait if trouble else press.wait,
        notice=notice(kind, used),
        family_url=address(place.code, language, nonces.FAMILY) if used == "used" else "",
        other=other_language(place.code, language, kind),
        times=turns.TIMES,
        words={"missing": phrases.left_out(sheets.numbered(HOLE)), "fast": phrases.too_fast(HOLE)},
    )


def notice(kind: int, used: str) -> str:
    """Say above the form what this browser should know before anybody answers."""
    if used == "used":
        return phone_used()
    if used == "full":
        return phone_full()
    return _("Phiếu này của người tiếp theo trong gia đình.") if kind == nonces.FAMILY else ""


def phone_used() -> str:
    return _(
        "Điện thoại này đã gửi phiếu. Nếu là người khác trong gia đình, xin bấm “Người khác trong gia đình trả lời”."
    )


def second_form() -> str:
    """Another form of one's own on a phone that has sent one: it counts for nothing."""
    return phone_used() + " " + _("Phiếu gửi lần này không được ghi nhận.")


def phone_full() -> str:
    return _("Điện thoại này đã gửi đủ 4 phiếu. Người khác xin dùng máy khác hoặc máy tại bàn hỗ trợ.")


def not_a_desk() -> str:
    return _(
        "Máy này không còn là máy hỗ trợ tại bàn, phiếu chưa được ghi nhận. Xin ông/bà quét mã QR bằng máy khác "
        "hoặc hỏi người hỗ trợ tại bàn."
    )


def damaged(*, kept: bool) -> str:
    if kept:
        return _("Phiếu bị lỗi khi gửi nên chưa được ghi nhận. Xin ông/bà xem lại rồi bấm “Gửi phiếu” lần nữa.")
    return _("Phiếu bị lỗi khi gửi nên chưa được ghi nhận. Xin ông/bà trả lời lại phiếu dưới đây.")


def thanks(edition: Edition, code: str, language: Language, said: Thanks, receipt: str) -> str:
    """Print the thank-you page."""
    return render(
        "ballots/form/done.html",
        language,
        simulated=edition.survey.simulated,
        unit=edition.wording(language).holes["unit"],
        thanks=said,
        receipt=receipt,
        address=receipt_address(),
        family_url=address(code, language, nonces.FAMILY),
    )


def receipt_address() -> str:
    """Say where receipts are looked up, as people type it."""
    base = str(current_app.config["BASE_URL"])
    return base.split("://", 1)[1] + url_for("ballots.receipt")


def contact(edition: Edition, language: Language) -> str:
    """Whom to turn to: the office of the plan and its telephone, if it gave one."""
    of_plan = edition.survey.plan.contact
    name = edition.wording(language).say(of_plan.name)
    return _("%(name)s, điện thoại %(number)s", name=name, number=of_plan.telephone) if of_plan.telephone else name


def receipt_url(language: Language) -> str:
    return url_for("ballots.receipt", lang=None if language == "vi" else language)


def stopped(
    language: Language, said: str, *, edition: Edition | None = None, family_url: str = "", receipt_url: str = ""
) -> str:
    """Print a page in place of the form: not open, over, used, damaged, unknown."""
    about: dict[str, object] = {"heading": _("Không tìm thấy phiếu")}
    if edition is not None:
        wording = edition.wording(language)
        about = {
            "heading": wording.say(edition.survey.form.heading),
            "where": edition.where(wording),
            "organiser": wording.say(edition.survey.plan.citizen.organiser),
            "contact": contact(edition, language),
            "round_url": url_for("public_rounds.public_round", slug=edition.survey.slug),
            "simulated": edition.survey.simulated,
        }
    return render(
        "ballots/notice.html",
        language,
        said=said,
        family_url=family_url,
        receipt_url=receipt_url,
        home_url=address("", language),
        **about,
    )


def address(code: str, language: Language, kind: int = nonces.OWN) -> str:
    """Return the address of a form, or of the home page where there is no code."""
    kin, tongue = ("1" if kind == nonces.FAMILY else None), (language if language != "vi" else None)
    if kind == nonces.DESK:
        return url_for("desk.ballot", lang=tongue)
    return url_for("ballots.form", code=code, family=kin, lang=tongue) if code else url_for("ballots.home", lang=tongue)


def other_language(code: str, language: Language, kind: int = nonces.OWN) -> dict[str, str]:
    """Return the link to the same page in the other language."""
    tongue, name = OTHER[language]
    return {"url": address(code, "en" if tongue == "en" else "vi", kind), "code": tongue, "name": name}


def render(template: str, language: Language, **context: object) -> str:
    """Fill a template with these values alone: no account, session or database is asked."""
    return current_app.jinja_env.get_template(template).render(language=language, **context)
