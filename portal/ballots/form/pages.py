"""The citizen's pages as text: the form, empty or come back; the thank-you page; the notices in its stead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, url_for
from flask_babel import gettext as _

from portal.ballots.desks import desk_token
from portal.ballots.form import phrases
from portal.ballots.form.form_view import question_name
from portal.ballots.intake import nonce as nonces

if TYPE_CHECKING:
    from portal.ballots.form.form_page import FormPage
    from portal.ballots.form.form_version import FormVersion
    from portal.ballots.intake.receipt_token import Thanks
    from portal.surveys.questionnaire.wording import Language

OTHER = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}
PLACEHOLDER = "{n}"


def form(page: FormPage) -> str:
    """Print the form: empty, or with what was typed and what is to be mended."""
    code, language, problem = page.code, page.language, page.problem
    return render(
        "ballots/desks/form.html" if page.kind == nonces.DESK else "ballots/form/form.html",
        language,
        form_view=page.view,
        simulated=page.simulated,
        nonce=page.nonce,
        typed=page.typed,
        problem=problem,
        wrong={mistake.field: mistake.sentence for mistake in problem.mistakes} if problem else {},
        wait=page.wait,
        notice=form_notice(page.kind, page.used),
        family_url=address(code, language, nonces.FAMILY) if page.used == "used" else "",
        other=other_language(code, language, page.kind),
        times=desk_token.TIMES,
        words={
            "missing": phrases.left_out(question_name(PLACEHOLDER)),
            "fast": phrases.too_fast(PLACEHOLDER),
        },
    )


def form_notice(kind: int, used: str) -> str:
    """The notice above the form, by what the browser's token means; empty for a first ballot."""
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


def thanks(version: FormVersion, code: str, language: Language, thanks: Thanks, receipt: str) -> str:
    """Print the thank-you page."""
    return render(
        "ballots/form/done.html",
        language,
        simulated=version.round.simulated,
        unit=version.wording(language).holes["unit"],
        thanks=thanks,
        receipt=receipt,
        address=receipt_address(),
        family_url=address(code, language, nonces.FAMILY),
    )


def receipt_address() -> str:
    """Say where receipts are looked up, as people type it."""
    base = str(current_app.config["BASE_URL"])
    return base.split("://", 1)[1] + url_for("ballots.receipt")


def contact(version: FormVersion, language: Language) -> str:
    """Whom to turn to: the office of the plan and its telephone, if it gave one."""
    of_plan = version.round.plan.contact
    name = version.wording(language).say(of_plan.name)
    return _("%(name)s, điện thoại %(number)s", name=name, number=of_plan.telephone) if of_plan.telephone else name


def receipt_url(language: Language) -> str:
    return url_for("ballots.receipt", lang=None if language == "vi" else language)


def notice_page(
    language: Language,
    sentence: str,
    *,
    version: FormVersion | None = None,
    family_url: str = "",
    receipt_url: str = "",
) -> str:
    """Print a page in place of the form: not open, over, used, damaged, unknown."""
    about: dict[str, object] = {"heading": _("Không tìm thấy phiếu")}
    if version is not None:
        wording = version.wording(language)
        about = {
            "heading": wording.say(version.round.form.heading),
            "where": version.where(wording),
            "organiser": wording.say(version.round.plan.citizen.organiser),
            "contact": contact(version, language),
            "round_url": url_for("public_rounds.public_round", slug=version.round.slug),
            "simulated": version.round.simulated,
        }
    return render(
        "ballots/notice.html",
        language,
        sentence=sentence,
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
