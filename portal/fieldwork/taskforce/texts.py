"""The day-one papers in words, Vietnamese only: the decision, the notice, the text for the loudspeaker."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from portal.fieldwork.taskforce.commune_profile import CommuneProfile, Person
from portal.fieldwork.taskforce.decision_numbers import is_of_state
from portal.fieldwork.taskforce.models import CLERK, HEAD
from portal.papers.letterhead import GAP, PROFILES, Issue, Office, given_number_line, number_line
from portal.papers.paper import Block, DocumentContent, Form, Paper
from portal.surveys.plan.paper_parts import Letterhead
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import fill_placeholders
from portal.web.data import clock
from portal.web.ui.formats import capital, count, long_date, two_digits, window

DOTS = "." * 40
DECISION, NOTICE = Form("Quyết định", "QĐ"), Form("Thông báo", "TB")
LOUDSPEAKER = Form("Bài phát trên loa truyền thanh", "")
STATE = PROFILES["state_nd30_2020"]


def decision(place: CommuneProfile) -> DocumentContent:
    """«Quyết định thành lập Tổ …», in the Party's form or, by its number, in the State's."""
    of_state, force = is_of_state(place.decision_number), place.plan.bodies.task_force
    office = state_office(place) if of_state else party_office(place)
    kept_by = "VT" if of_state else "Văn phòng Đảng ủy"
    recipients = (f"{board_above(place)} (b/c)", "Như Điều 3", f"Lưu: {kept_by}")
    paper = build_paper(
        place,
        replace(office, recipients=recipients),
        DECISION,
        subject=f"thành lập {force} {place.plan.identity.survey}",
        number=place.decision_number,
        decided_on=place.decided_on,
    )
    return DocumentContent(paper, blocks=(*bases(place), *articles(place, paper)), style="day-one decision")


def bases(place: CommuneProfile) -> tuple[Block, ...]:
    """On what the decision rests."""
    board = fill_placeholders(place.plan.bodies.commune, place.holes)
    return (
        Block("base", f"Căn cứ {place.plan.cited};"),
        Block("base", f"Xét đề nghị của {board},"),
    )


def articles(place: CommuneProfile, paper: Paper) -> tuple[Block, ...]:
    """What is decided: who, with which tasks, from when."""
    force = place.plan.bodies.task_force
    tasks = [task.text for task in place.plan.tasks if task.who.startswith(force)]
    return (
        Block("centre", f"{paper.office.name.upper()} QUYẾT ĐỊNH"),
        Block("text", f"Thành lập {force} {place.plan.identity.survey}, gồm các đồng chí có tên sau:", "Điều 1."),
        *(Block("item", line) for line in member_lines(place)),
        Block("text", f"{force} có nhiệm vụ:", "Điều 2."),
        *(Block("item", f"- {text}{'.' if text == tasks[-1] else ';'}") for text in tasks),
        Block(
            "text",
            f"{force} chỉ hướng dẫn kỹ thuật, để người dân trực tiếp trả lời. {rated_stays_out(place)}{force} kết thúc "
            "hoạt động khi hoàn thành nhiệm vụ.",
        ),
        Block(
            "text",
            "Các cơ quan, đơn vị liên quan và các đồng chí có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này. "
            f"Quyết định có hiệu lực kể từ ngày ký{paper.profile.end_mark}",
            "Điều 3.",
        ),
    )


def rated_stays_out(place: CommuneProfile) -> str:
    """That a rated person is no member; empty where nobody is rated."""
    if not place.plan.rated.is_person:
        return ""
    office = place.plan.wording(place.name, place.kind).holes["office"]
    return f"{capital(office)} là người được lấy ý kiến, không tham gia {place.plan.bodies.task_force}. "


def member_lines(place: CommuneProfile) -> list[str]:
    """The members, numbered; dotted lines to be filled in by hand where none are registered."""
    head_office = place.plan.bodies.task_force_head
    if not place.people:
        blank = [f"1. Đồng chí {DOTS}, {head_office}, {capital(place.plan.terms.lead)};"]
        return [*blank, *(f"{n}. Đồng chí {DOTS}, Thành viên;" for n in (2, 3, 4))]
    last, lead = place.people[-1], place.plan.terms.lead
    return [
        f"{n}. Đồng chí {person.full_name}, {person.office}, {part_of(person, lead)}{'.' if person is last else ';'}"
        for n, person in enumerate(place.people, start=1)
    ]


def part_of(person: Person, lead: str) -> str:
    """A member's role in the task force."""
    parts = {HEAD: capital(lead), CLERK: "Thành viên, phụ trách nhập dữ liệu"}
    return parts.get(person.part, "Thành viên")


def notice(place: CommuneProfile) -> DocumentContent:
    """«Thông báo niêm yết» at the desk and in the villages."""
    opening = f"Thực hiện {place.plan.cited}, {place.body} thông báo để Nhân dân biết, tham gia như sau:"
    recipients = (f"{board_above(place)} (b/c)", "Các thôn, tổ dân phố", "Niêm yết", "Lưu: Văn phòng Đảng ủy")
    subject = f"về việc khảo sát, lấy ý kiến của người dân đối với {place.chair}"
    paper = build_paper(place, replace(party_office(place), recipients=recipients), NOTICE, subject=subject)
    last = f"{place.body} trân trọng thông báo và mong Nhân dân tham gia{paper.profile.end_mark}"
    blocks = (Block("text", opening), *points_of(place), code_box(place), Block("text", last))
    return DocumentContent(paper, blocks=blocks, style="day-one notice")


def points_of(place: CommuneProfile) -> tuple[Block, ...]:
    """What, when, where, how, and what is promised."""
    plan = place.plan
    where = capital(f"{plan.desk.full} UBND {place.title}")
    address = f" ({place.desk_address})" if place.desk_address else ""
    hours = f" Giờ làm việc: {place.desk_hours}." if place.desk_hours else ""
    words = {"member": plan.helpers.member if plan.helpers else "", "domain": place.domain}
    steps = " ".join(f"({n}) {fill_placeholders(step, words)}" for n, step in enumerate(plan.poster.steps, start=1))
    return (
        Block("text", f"Mời người dân trả lời phiếu khảo sát, lấy ý kiến đối với {place.chair}.", "1. Nội dung:"),
        Block("text", f"{count(len(place.days))} ngày, {window(place.days[0], place.days[-1])}.", "2. Thời gian:"),
        Block("text", f"{where}{address}.{hours} Ông/bà trả lời tại chỗ hoặc ở nhà.", "3. Địa điểm:"),
        Block("text", f"{steps} {fill_placeholders(plan.poster.without_phone, words)}", "4. Cách trả lời:"),
        Block(
            "text",
            "Phiếu không hỏi họ tên, số điện thoại, số căn cước. Không ghi lại ai trả lời; cán bộ "
            f"{place.kind} không xem được phiếu. Người hỗ trợ chỉ hướng dẫn kỹ thuật, ông/bà tự trả lời. "
            f"{fill_placeholders(plan.poster.domain, words)}",
            "5. Bảo đảm:",
        ),
        *duty_list(plan),
    )


def duty_list(plan: Plan) -> tuple[Block, ...]:
    """Where the helpers' list hangs, in a plan that has helpers."""
    if plan.helpers is None:
        return ()
    words = f"Danh sách, lịch phân công cán bộ, {plan.helpers.member} được niêm yết tại {plan.desk.short}."
    return (Block("text", words, "6. Người hỗ trợ:"),)


def code_box(place: CommuneProfile) -> Block:
    """The point's QR symbol, and what to do without a camera."""
    words = f"Mã QR để trả lời phiếu.\nKhông quét được thì mở {place.domain} và gõ mã"
    return Block("code", words, place.code, place.url)


def loudspeaker(place: CommuneProfile) -> str:
    """What is read over the loudspeaker, word for word."""
    helpers, when = place.plan.helpers, window(place.days[0], place.days[-1], aloud=True)
    guided = f"{capital(helpers.member)} hướng dẫn quét mã QR; bà con" if helpers else "Bà con quét mã QR và"
    return (
        f"Kính thưa bà con! {capital(when)}, tại {place.plan.desk.short} UBND {place.title}, "
        f"người dân được mời trả lời phiếu khảo sát, lấy ý kiến đối với {place.wording.holes['office']}. "
        f"{guided} tự trả lời, tại chỗ hoặc ở nhà. Phiếu không hỏi họ tên. "
        "Mong bà con tham gia. Xin trân trọng cảm ơn!"
    )


def repeats(place: CommuneProfile) -> str:
    """How often it is to be read, as far as the plan says."""
    least = next((channel.least_days for channel in place.plan.channels if channel.id == "loudspeaker"), 1)
    return f"Phát ít nhất {two_digits(least)} ngày liên tiếp, trên loa {place.kind} và loa thôn, tổ dân phố."


def party_office(place: CommuneProfile) -> Office:
    """The commune's Party committee, as the plan's letterhead has it."""
    head = place.plan.letterheads.commune
    # a Party committee decides through its standing board
    is_committee = "ĐẢNG ỦY" in head.issuer
    name = f"Ban Thường vụ {place.body}" if is_committee else fill_placeholders(head.issuer, place.holes)
    return letterhead_office(head, place.holes, place.place_name, name)


def letterhead_office(
    head: Letterhead, words: Mapping[str, str], place: str, name: str, recipients: tuple[str, ...] = ()
) -> Office:
    """Who issues a paper under a plan's letterhead: its heads filled in, in capitals."""
    superior, issuer = (fill_placeholders(text, words).upper() for text in (head.superior, head.issuer))
    return Office(
        head.profile, superior, issuer, head.symbol, place, name, recipients=recipients, division=head.division
    )


def state_office(place: CommuneProfile) -> Office:
    """The commune's People's Committee."""
    name = f"Ủy ban nhân dân {place.title}"
    # the kind and the name stay on one line of the letterhead
    whole_title = place.title.replace(" ", "\u00a0")
    superior, issuer = f"UBND {place.parent}".upper(), f"ỦY BAN NHÂN DÂN {whole_title}".upper()
    return Office(STATE.key, superior, issuer, "UBND", place.place_name, name)


def board_above(place: CommuneProfile) -> str:
    """To whom the commune reports: the district's board, or the issuer of the plan."""
    if not place.plan.bodies.district:
        return place.plan.identity.issuer
    return fill_placeholders(place.plan.bodies.district, {"unit": place.parent, "name": place.parent_name})


def build_paper(
    place: CommuneProfile,
    office: Office,
    form: Form,
    *,
    subject: str,
    number: str = "",
    decided_on: date | None = None,
) -> Paper:
    """The head of a paper numbered outside the portal; a pen fills in number and day that are not known."""
    profile = PROFILES[office.profile]
    day = long_date(decided_on) if decided_on else f"ngày{GAP}tháng{GAP}năm {place.days[0].year}"
    return Paper(
        profile=profile,
        office=office,
        issue=Issue(draft=False),
        form=form,
        subject=subject,
        number=given_number_line(profile, number) if number else number_line(profile, form.letters, office),
        place_and_date=f"{office.place}, {day}",
        enclosed="",
        created=clock.now().isoformat(timespec="seconds"),
        extracted="",
        simulated=place.simulated,
    )
