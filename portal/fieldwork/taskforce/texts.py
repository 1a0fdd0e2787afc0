"""The day-one papers in words, Vietnamese only: the decision, the notice, the text for the loudspeaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.fieldwork.taskforce.decision_numbers import is_of_state
from portal.fieldwork.taskforce.models import CLERK, HEAD
from portal.surveys.plan.reader import fill_placeholders
from portal.web.data import clock
from portal.web.ui.formats import count, day_month, long_date, short_date, two_digits

if TYPE_CHECKING:
    from datetime import date

    from portal.fieldwork.taskforce.commune_profile import CommuneProfile, Person

GAP = "\u00a0" * 6
"""What a clerk fills in with a pen."""
BASE, TEXT, CENTRE, ITEM, QR = "base", "text", "centre", "item", "qr"
DOTS = "." * 40
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True)
class Block:
    """A piece of a paper: how it is set, its bold beginning, its words."""

    kind: str
    text: str
    strong: str = ""


@dataclass(frozen=True)
class Profile:
    """Party or State, as head and sizes go."""

    style: str
    title: str
    motto: str = ""
    subject_rule: str = "-----"
    number: str = "Số {}"


PARTY = Profile("party", "ĐẢNG CỘNG SẢN VIỆT NAM")
STATE = Profile("state", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", MOTTO, "", "Số: {}")


@dataclass(frozen=True)
class Office:
    """Who issues a paper."""

    name: str
    superior: str
    issuer: str


@dataclass(frozen=True)
class Paper:
    """Head, body and foot of a paper, for the printed page and for Word alike."""

    profile: Profile
    office: Office
    kind: str
    subject: str
    number: str
    place_and_date: str
    blocks: tuple[Block, ...]
    recipients: tuple[str, ...]
    created: str
    simulated: bool
    is_draft: bool = False
    url: str = ""
    revision_words: str = ""

    @property
    def title(self) -> str:
        """What the file is called in its own properties."""
        return f"{self.kind.capitalize()} {self.subject}"


def decision(place: CommuneProfile) -> Paper:
    """«Quyết định thành lập Tổ công tác», in the Party's form or, by its number, in the State's."""
    of_state = is_of_state(place.decision_number)
    office, force = (state_office(place) if of_state else party_office(place)), place.plan.bodies.task_force
    number = place.decision_number or f"{GAP}-QĐ/{place.plan.letterheads.commune.symbol}"
    return paper(
        place,
        STATE if of_state else PARTY,
        office,
        kind="QUYẾT ĐỊNH",
        subject=f"thành lập {force} {place.plan.identity.survey}",
        number=number,
        dated=place.decided_on,
        blocks=(*bases(place), *articles(place, office, force)),
        recipients=(f"{board_above(place)} (b/c)", "Như Điều 3", f"Lưu: {'VT' if of_state else 'Văn phòng Đảng ủy'}"),
    )


def bases(place: CommuneProfile) -> tuple[Block, ...]:
    """On what the decision rests."""
    board = fill_placeholders(place.plan.bodies.commune, place.holes)
    return (
        Block(BASE, f"Căn cứ {place.plan.cited};"),
        Block(BASE, f"Xét đề nghị của {board},"),
    )


def articles(place: CommuneProfile, office: Office, force: str) -> tuple[Block, ...]:
    """What is decided: who, with which tasks, from when."""
    tasks = [task.text for task in place.plan.tasks if task.who.startswith(force)]
    return (
        Block(CENTRE, f"{office.name.upper()} QUYẾT ĐỊNH"),
        Block(TEXT, f"Thành lập {force} {place.plan.identity.survey}, gồm các đồng chí có tên sau:", "Điều 1."),
        *(Block(ITEM, line) for line in member_lines(place)),
        Block(TEXT, f"{force} có nhiệm vụ:", "Điều 2."),
        *(Block(ITEM, f"- {text}{'.' if text == tasks[-1] else ';'}") for text in tasks),
        Block(
            TEXT,
            f"{force} chỉ hướng dẫn kỹ thuật, để người dân trực tiếp trả lời. Chủ tịch UBND {place.kind} là người được "
            f"lấy ý kiến, không tham gia {force}. {force} kết thúc hoạt động khi hoàn thành nhiệm vụ.",
        ),
        Block(
            TEXT,
            "Các cơ quan, đơn vị liên quan và các đồng chí có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này. "
            "Quyết định có hiệu lực kể từ ngày ký./.",
            "Điều 3.",
        ),
    )


def member_lines(place: CommuneProfile) -> list[str]:
    """The members, numbered; dotted lines to be filled in by hand where none are registered."""
    head_office = place.plan.bodies.task_force_head
    if not place.people:
        blank = [f"1. Đồng chí {DOTS}, {head_office}, Tổ trưởng;"]
        return [*blank, *(f"{n}. Đồng chí {DOTS}, Thành viên;" for n in (2, 3, 4))]
    last = place.people[-1]
    return [
        f"{n}. Đồng chí {person.full_name}, {person.office}, {part_of(person)}{'.' if person is last else ';'}"
        for n, person in enumerate(place.people, start=1)
    ]


def part_of(person: Person) -> str:
    """A member's role in the task force."""
    return {HEAD: "Tổ trưởng", CLERK: "Thành viên, phụ trách nhập dữ liệu"}.get(person.part, "Thành viên")


def notice(place: CommuneProfile) -> Paper:
    """«Thông báo niêm yết» at the desk and in the villages."""
    symbol = place.plan.letterheads.commune.symbol
    body = place.body
    opening = f"Thực hiện {place.plan.cited}, {body} thông báo để Nhân dân biết, tham gia như sau:"
    return paper(
        place,
        PARTY,
        party_office(place),
        kind="THÔNG BÁO",
        subject=f"về việc khảo sát, lấy ý kiến của người dân đối với {place.chair}",
        number=f"{GAP}-TB/{symbol}",
        dated=None,
        blocks=(Block(TEXT, opening), *points_of(place), Block(QR, place.code), closing(body)),
        recipients=(f"{board_above(place)} (b/c)", "Các thôn, tổ dân phố", "Niêm yết", "Lưu: Văn phòng Đảng ủy"),
    )


def points_of(place: CommuneProfile) -> tuple[Block, ...]:
    """What, when, where, how, and what is promised."""
    plan = place.plan
    where = capital(f"{plan.desk.full} UBND {place.title}")
    address = f" ({place.desk_address})" if place.desk_address else ""
    hours = f" Giờ làm việc: {place.desk_hours}." if place.desk_hours else ""
    words = {"member": plan.helpers.member, "domain": place.domain}
    steps = " ".join(f"({n}) {fill_placeholders(step, words)}" for n, step in enumerate(plan.poster.steps, start=1))
    return (
        Block(TEXT, f"Mời người dân trả lời phiếu khảo sát, lấy ý kiến đối với {place.chair}.", "1. Nội dung:"),
        Block(TEXT, f"{count(len(place.days))} ngày, {window(place.days)}.", "2. Thời gian:"),
        Block(TEXT, f"{where}{address}.{hours} Ông/bà trả lời tại chỗ hoặc ở nhà.", "3. Địa điểm:"),
        Block(TEXT, f"{steps} {fill_placeholders(plan.poster.without_phone, words)}", "4. Cách trả lời:"),
        Block(
            TEXT,
            "Phiếu không hỏi họ tên, số điện thoại, số căn cước. Không ghi lại ai trả lời; cán bộ "
            f"{place.kind} không xem được phiếu. Người hỗ trợ chỉ hướng dẫn kỹ thuật, ông/bà tự trả lời. "
            f"{fill_placeholders(plan.poster.domain, words)}",
            "5. Bảo đảm:",
        ),
        Block(
            TEXT,
            f"Danh sách, lịch phân công cán bộ, {plan.helpers.member} được niêm yết tại {plan.desk.short}.",
            "6. Người hỗ trợ:",
        ),
    )


def closing(body: str) -> Block:
    return Block(TEXT, f"{body} trân trọng thông báo và mong Nhân dân tham gia./.")


def loudspeaker(place: CommuneProfile) -> str:
    """What is read over the loudspeaker, word for word."""
    member = place.plan.helpers.member
    return (
        f"Kính thưa bà con! {capital(window(place.days, loud=True))}, tại {place.plan.desk.short} UBND {place.title}, "
        f"người dân được mời trả lời phiếu khảo sát, lấy ý kiến đối với {place.wording.holes['office']}. "
        f"{capital(member)} hướng dẫn quét mã QR; bà con tự trả lời, tại chỗ hoặc ở nhà. Phiếu không hỏi họ tên. "
        "Mong bà con tham gia. Xin trân trọng cảm ơn!"
    )


def repeats(place: CommuneProfile) -> str:
    """How often it is to be read, as far as the plan says."""
    least = next((channel.least_days for channel in place.plan.channels if channel.id == "loudspeaker"), 1)
    return f"Phát ít nhất {two_digits(least)} ngày liên tiếp, trên loa {place.kind} và loa thôn, tổ dân phố."


def window(days: tuple[date, ...], *, loud: bool = False) -> str:
    """«từ ngày 12/6 đến hết ngày 14/6/2024»; read aloud «từ ngày 12 đến hết ngày 14/6/2024»."""
    first, last = days[0], days[-1]
    if first == last:
        return f"ngày {short_date(last)}"
    if loud and (first.month, first.year) == (last.month, last.year):
        begins = two_digits(first.day)
    else:
        begins = day_month(first) if first.year == last.year else short_date(first)
    return f"từ ngày {begins} đến hết ngày {short_date(last)}"


def party_office(place: CommuneProfile) -> Office:
    """The commune's Party committee, as the plan's letterhead has it."""
    head, words = place.plan.letterheads.commune, place.holes
    name = f"Ban Thường vụ {place.body}" if "ĐẢNG ỦY" in head.issuer else fill_placeholders(head.issuer, words)
    return Office(name, fill_placeholders(head.superior, words).upper(), fill_placeholders(head.issuer, words).upper())


def state_office(place: CommuneProfile) -> Office:
    """The commune's People's Committee."""
    name = f"Ủy ban nhân dân {place.title}"
    whole_title = place.title.replace(" ", "\u00a0")
    return Office(name, f"UBND {place.parent}".upper(), f"ỦY BAN NHÂN DÂN {whole_title}".upper())


def board_above(place: CommuneProfile) -> str:
    """To whom the commune reports: the district's board, or the issuer of the plan."""
    if not place.plan.bodies.district:
        return place.plan.identity.issuer
    return fill_placeholders(place.plan.bodies.district, {"unit": place.parent, "name": place.parent_name})


def paper(  # noqa: PLR0913 - a paper has that many parts
    place: CommuneProfile,
    profile: Profile,
    office: Office,
    *,
    kind: str,
    subject: str,
    number: str,
    dated: date | None,
    blocks: tuple[Block, ...],
    recipients: tuple[str, ...],
) -> Paper:
    """Put the parts together."""
    day = long_date(dated) if dated else f"ngày{GAP}tháng{GAP}năm {place.days[0].year}"
    lines = tuple(f"- {line}{'.' if line == recipients[-1] else ','}" for line in recipients)
    return Paper(
        profile=profile,
        office=office,
        kind=kind,
        subject=subject,
        number=profile.number.format(number),
        place_and_date=f"{place.place_name}, {day}",
        blocks=blocks,
        recipients=lines,
        created=f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
        simulated=place.simulated,
        url=place.url,
    )


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
