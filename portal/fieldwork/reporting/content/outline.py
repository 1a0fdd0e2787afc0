"""A report as sections of sentences: those made of figures, then what people typed. Page and paper read the same."""

from collections import Counter
from dataclasses import dataclass

from portal.fieldwork.invitations.words import NO_RATE, invited_in_words
from portal.fieldwork.reporting.content.figures import CommuneFigures, DistrictFigures, Figures, Member
from portal.fieldwork.turnout.figures import percent_of
from portal.fieldwork.turnout.words import complete_only, verdicts
from portal.surveys.plan import features
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.web.ui.formats import NO_FIGURE, capital, count, integer, lower_first, percent, short_date, within_days

ROMAN = ("I", "II", "III", "IV", "V", "VI")
NOTHING = {"difficulties": "Không có khó khăn, vướng mắc.", "proposals": "Không có kiến nghị, đề xuất."}
"""What stands under a heading that may stay empty and does, by the key of what people type there."""


@dataclass(frozen=True)
class Section:
    """A heading with its sentences; `typed` are those that people wrote."""

    number: str
    title: str
    sentences: tuple[str, ...]
    typed: tuple[str, ...] = ()
    nothing: str = "Không."

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All that stands under the heading."""
        return (*self.sentences, *self.typed) or (self.nothing,)


def outline(figures: Figures, plan: Plan) -> list[Section]:
    """The sections of a report."""
    return commune(figures, plan) if isinstance(figures, CommuneFigures) else district(figures, plan)


def lines(text: str) -> tuple[str, ...]:
    """A typed text as paragraphs: a line, a paragraph."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def sections(figures: Figures, *parts: tuple[str, str, tuple[str, ...], str]) -> list[Section]:
    """The parts by number, title, sentences made of figures, and the key of what people typed (empty for none)."""
    return [
        Section(number, title, sentences, lines(figures.texts.get(key, "")), NOTHING.get(key, "Không."))
        for number, title, sentences, key in parts
    ]


def commune(figures: CommuneFigures, plan: Plan) -> list[Section]:
    """The commune's report (8.3), numbered through over what the plan has."""
    formed, helped = (features.uses(plan, one) for one in (Feature.TASKFORCE, Feature.HELPERS))
    first = (*([force(figures, plan)] if formed else []), *([helpers(figures, plan)] if helped else []))
    result = "KẾT QUẢ HỖ TRỢ, HƯỚNG DẪN NGƯỜI DÂN" if helped else "KẾT QUẢ THAM GIA KHẢO SÁT"
    forming = f"THÀNH LẬP {plan.terms.task_force.upper()}, " if formed else ""
    told = (participation(figures, plan), *([support(figures)] if helped else []))
    parts = [
        (f"{forming}PHÂN CÔNG NHIỆM VỤ", first, ""),
        ("CÔNG TÁC CÔNG KHAI, TUYÊN TRUYỀN", publicity(figures) if plan.channels else (), ""),
        (result, told, "support"),
    ]
    return in_order(
        figures,
        *(part for part in parts if part[1]),
        ("KHÓ KHĂN, VƯỚNG MẮC", (), "difficulties"),
        ("KIẾN NGHỊ, ĐỀ XUẤT", (), "proposals"),
    )


def in_order(figures: Figures, *parts: tuple[str, tuple[str, ...], str]) -> list[Section]:
    """Parts by title, sentences and key, numbered through."""
    return sections(figures, *((ROMAN[place], *part) for place, part in enumerate(parts)))


def force(figures: CommuneFigures, plan: Plan) -> str:
    """Who is in the task force, by which decision."""
    body = plan.bodies.task_force
    if not figures.members:
        return f"Chưa cập nhật việc thành lập {body}."
    head, clerk = member(figures, "head"), member(figures, "clerk")
    by = ""
    if figures.is_founded and figures.decided_on:
        by = f" được thành lập theo Quyết định số {figures.decision_number} ngày {short_date(figures.decided_on)},"
    parts = [f"{body}{by} gồm {count(len(figures.members))} đồng chí"]
    if head:
        parts.append(f"đồng chí {head.full_name}, {head.office}, làm {plan.terms.lead}")
    if clerk:
        parts.append(f"đồng chí {clerk.full_name}, {clerk.office}, được phân công nhập dữ liệu")
    return "; ".join(parts) + "."


def member(figures: CommuneFigures, part: str) -> Member | None:
    return next((person for person in figures.members if person.part == part), None)


def helpers(figures: CommuneFigures, plan: Plan) -> str:
    """How many were sent to the desk."""
    name = plan.helping.organisation
    if not figures.helpers:
        return f"Chưa cập nhật danh sách, lịch phân công {plan.terms.helpers} hỗ trợ tại {plan.desk.short}."
    gaps = f"; còn {count(figures.gaps)} buổi chưa đủ người" if figures.gaps else ""
    return (
        f"{name} {figures.title} và các đơn vị phối hợp cử {count(len(figures.helpers))} {plan.terms.helpers} hỗ trợ, "
        f"hướng dẫn người dân tại {plan.desk.short}{gaps} (Phụ lục 2)."
    )


def publicity(figures: CommuneFigures) -> tuple[str, ...]:
    """Which of the plan's channels were used, which were not."""
    if not figures.activities:
        return ("Chưa cập nhật việc công khai, tuyên truyền.",)
    used = [channel for channel in figures.channels if channel.run]
    unused = [lower_first(channel.label) for channel in figures.channels if not channel.run]
    short = [channel for channel in figures.channels if channel.run and not channel.is_done]
    names = "; ".join(lower_first(channel.label) for channel in used)
    number = f"{count(len(used))}/{count(len(figures.channels))} hình thức nêu trong Kế hoạch"
    sentences = [f"Đã thực hiện {number}{': ' + names if names else ''} (Phụ lục 3)."]
    # how many days are asked for is the round's setting, no order of the plan: only what was done is told
    sentences += [
        f"Việc {lower_first(channel.label)} mới thực hiện được {count(channel.run)} ngày liên tiếp."
        for channel in short
    ]
    if unused:
        sentences.append(f"{capital('; '.join(f'chưa {as_deed(label)}' for label in unused))}.")
    return tuple(sentences)


def as_deed(channel: str) -> str:
    """A channel as what is done: «thông qua Trưởng thôn» alone is no deed."""
    return f"tuyên truyền {channel}" if channel.startswith("thông qua") else channel


def participation(figures: CommuneFigures, plan: Plan) -> str:
    """Visits and ballots over the days."""
    days = [day.day for day in figures.days]
    # a sum of some days would stand as the round's
    visits, ballots = figures.whole("visits"), figures.whole("ballots")
    when = within_days(days)
    if plan.turnout is None:
        return f"{when}, {NO_FIGURE if ballots is None else f'có {integer(ballots)} phiếu'} (Phụ lục 1)."
    if visits is None:
        days_known = sum(day.visits is not None for day in figures.days)
        return f"{when}, đã chốt số liệu {count(days_known)}/{count(len(days))} ngày (Phụ lục 1)."
    sentence = f"{when}, có {integer(visits)} {plan.terms.counted_there}"
    return f"{sentence}; {ballots_in_words(ballots, visits, plan.terms.counted)} (Phụ lục 1)."


def ballots_in_words(ballots: int | None, visits: int, counted: str, *, is_sound: bool = True) -> str:
    """The ballots, and their rate where they are of the same days as the visits."""
    if ballots is None:
        return f"{NO_FIGURE} về số phiếu"
    share = f", bằng {percent(percent_of(ballots, visits))} số {counted}" if visits and is_sound else ""
    return f"hệ thống ghi nhận {integer(ballots)} phiếu{share}"


def support(figures: CommuneFigures) -> str:
    """How many were helped and guided; what is not known is said to be so, not counted."""
    helped, guided = figures.total("helped"), figures.total("guided")
    return support_in_words(helped, guided)


def support_in_words(helped: int | None, guided: int | None) -> str:
    """«Có 47 lượt người dân được …, 45 lượt được …»; of what is not known that it was not entered."""
    turns = {"được hỗ trợ thủ tục hành chính": helped, "được hướng dẫn trả lời phiếu": guided}
    known = [(how, n) for how, n in turns.items() if n is not None]
    unknown = [how for how, n in turns.items() if n is None]
    if not known:
        return "Chưa cập nhật số lượt người dân được hỗ trợ, hướng dẫn."
    first, *more = (f"{integer(n)} lượt {'người dân ' if how == known[0][0] else ''}{how}" for how, n in known)
    told = f"Có {', '.join((first, *more))}"
    return f"{told}; chưa cập nhật số lượt {unknown[0]}." if unknown else f"{told}."


def district(figures: DistrictFigures, plan: Plan) -> list[Section]:
    """The district's report (8.2)."""
    below = publicity_below(figures, plan)
    return in_order(
        figures,
        ("CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", directing(figures, plan), "directing"),
        *([("CÔNG TÁC CÔNG KHAI, TUYÊN TRUYỀN", below, "publicity")] if below else []),
        ("CÔNG TÁC KIỂM TRA, GIÁM SÁT, ĐÔN ĐỐC", supervision(figures), "supervision"),
        ("KẾT QUẢ THAM GIA KHẢO SÁT", participation_below(figures, plan), ""),
        ("KHÓ KHĂN, VƯỚNG MẮC", (), "difficulties"),
        ("KIẾN NGHỊ, ĐỀ XUẤT", (), "proposals"),
    )


def directing(figures: DistrictFigures, plan: Plan) -> tuple[str, ...]:
    """Papers, launches, task forces, the chat group."""
    papers = "; ".join(
        f"số {paper.number} ngày {short_date(paper.issued_on)} {paper.subject}" for paper in figures.papers
    )
    launches = [
        f"Đã tổ chức phát động ra quân ngày {short_date(one.day)} tại {one.place}, có {count(one.people)} người dự."
        for one in figures.launches
    ]
    forces = sum(commune_.is_founded for commune_ in figures.communes)
    every = count(len(figures.communes))
    sentences = [
        f"Đã ban hành {count(len(figures.papers))} văn bản chỉ đạo: {papers}."
        if papers
        else "Chưa cập nhật văn bản chỉ đạo.",
        *(launches or (["Chưa cập nhật việc tổ chức phát động ra quân."] if plan.helpers else [])),
    ]
    if plan.bodies.task_force:
        founded = f"đơn vị {plan.terms.commune_level} có quyết định thành lập {plan.bodies.task_force}"
        sentences.append(f"Có {count(forces)}/{every} {founded}.")
    if plan.chat is not None and figures.named_for_chat:
        left = figures.named_for_chat - figures.in_chat
        waiting = f", trong đó {count(left)} đồng chí chưa vào nhóm" if left else ""
        sent = f"Đã cử {count(figures.named_for_chat)} đồng chí tham gia {plan.terms.chat} “{plan.chat.name}”"
        sentences.append(f"{sent}{waiting}.")
    return tuple(sentences)


def publicity_below(figures: DistrictFigures, plan: Plan) -> tuple[str, ...]:
    """How many communes used each channel, and handed in their rosters; empty where the plan has neither."""
    every = count(len(figures.communes))
    begun = sum(bool(commune.activities) for commune in figures.communes)
    # channels are the plan's, and so the same for every commune
    labels = [channel.label for channel in figures.communes[0].channels] if figures.communes else []
    counts = "; ".join(
        f"{count(sum(commune.channels[place].run > 0 for commune in figures.communes))} đơn vị "
        f"{as_deed(lower_first(label))}"
        for place, label in enumerate(labels)
    )
    told = f"; trong đó {counts}" if counts else ""
    sentences = (
        [f"Có {count(begun)}/{every} đơn vị {plan.terms.commune_level} đã công khai, tuyên truyền{told}."]
        if plan.channels
        else []
    )
    handed = sum(commune.roster_in for commune in figures.communes)
    if plan.helpers:
        sentences.append(f"Có {count(handed)}/{every} đơn vị đã gửi danh sách, lịch phân công (Phụ lục 2).")
    return tuple(sentences)


def supervision(figures: DistrictFigures) -> tuple[str, ...]:
    """Inspections of the first day and of the days after, and what they found."""
    if not figures.visits:
        return ("Chưa cập nhật việc kiểm tra, giám sát.",)
    first = sum(visit.day == figures.days[0] for visit in figures.visits)
    places = len({visit.commune for visit in figures.visits})
    findings, still_open = sum(visit.found for visit in figures.visits), sum(visit.open for visit in figures.visits)
    sentence = f"Đã kiểm tra {count(len(figures.visits))} lượt tại {count(places)} đơn vị"
    day = f"ngày đầu tiên {count(first)} lượt, các ngày khác {count(len(figures.visits) - first)} lượt"
    left = f", còn {count(still_open)} chưa khắc phục" if still_open else ""
    found = f"phát hiện {count(findings)} tồn tại, đã khắc phục {count(findings - still_open)}{left}"
    mended = found if findings else "không phát hiện tồn tại"
    return (f"{sentence}, trong đó {day}; {mended} (Phụ lục 3).",)


def participation_below(figures: DistrictFigures, plan: Plan) -> tuple[str, ...]:
    """The sums of the communes, what they are where nothing is missing, their verdicts and reports."""
    every, visits, ballots = len(figures.communes), figures.total("visits"), figures.total("ballots")
    when = within_days(figures.days)
    first = f"{when}, chưa có số liệu đã chốt về số {plan.terms.counted_there}."
    if plan.turnout is None:
        first = f"{when}, {NO_FIGURE if ballots is None else f'có {integer(ballots)} phiếu'} (Phụ lục 1)."
    elif visits is not None:
        sentence = f"{when}, có {integer(visits)} {plan.terms.counted_there}"
        told_of = ballots_in_words(ballots, visits, plan.terms.counted, is_sound=figures.is_of_the_same_days)
        first = f"{sentence}; {told_of} (Phụ lục 1)."
    judged = Counter(commune_.verdict.status for commune_ in figures.communes)
    reported = sum(commune_.state in {"submitted", "received"} for commune_ in figures.communes)
    silent = f"; {count(every - reported)} đơn vị chưa báo cáo" if reported < every else ""
    told = (
        first,
        complete_only(figures.complete, counted=plan.terms.counted),
        verdicts(judged, plan.terms.counted) if plan.turnout else "",
        f"Có {count(reported)}/{count(every)} đơn vị đã báo cáo{silent}.",
        explanations(figures, plan.terms.counted) if plan.turnout else "",
        support_in_words(figures.total("helped"), figures.total("guided")) if plan.helpers else "",
        invitations(figures),
    )
    return tuple(filter(None, told))


def explanations(figures: DistrictFigures, counted: str) -> str:
    """How many of the communes with too many ballots explained them in their reports."""
    asked = [commune_ for commune_ in figures.communes if commune_.has_too_many]
    if not asked:
        return ""
    received = sum(commune_.has_explained for commune_ in asked)
    parts = [f"đã nhận giải trình của {count(received)} đơn vị"] if received else []
    what = "" if received else "giải trình "
    parts += [f"chưa nhận {what}của {count(len(asked) - received)} đơn vị"] if received < len(asked) else []
    return f"Trong {count(len(asked))} đơn vị có số phiếu vượt số {counted}, {', '.join(parts)} (Phụ lục 1)."


def invitations(figures: DistrictFigures) -> str:
    """What the register of invitations says; empty where the plan keeps none."""
    if figures.invited is None:
        return ""
    if not figures.tallied:
        return "Chưa nhập phiếu kiểm số người được mời trả lời."
    people = sum(day.people for day in figures.invited)
    return f"{invited_in_words(figures.tallied, len(figures.communes), people)} (Phụ lục 1). {NO_RATE}"
