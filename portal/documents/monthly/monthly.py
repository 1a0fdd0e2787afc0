"""The monthly report (8.4): its sections and annexes from the month's figures; the month before only like with like."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from portal.documents.monthly import monthly_offers
from portal.documents.monthly.monthly_snapshot import MonthlyFigures, MonthRound, ThemeOutcome
from portal.documents.synthesis.figures import Day
from portal.fieldwork.turnout.figures import percent_of
from portal.fieldwork.turnout.words import complete_only
from portal.papers.letterhead import PROFILES
from portal.papers.paper import REPORT, HeadDetails, Wording
from portal.papers.phrases import phrase, round_named
from portal.papers.sections import Section, known, section
from portal.surveys.plan.features import Feature
from portal.web.ui.formats import (
    capital,
    count,
    decimal,
    integer,
    lower_first,
    percent,
    rounded,
    short_date,
    span,
)

THEMES_NAMED = 3
Sentences = Callable[[MonthlyFigures], Iterable[str]]  # what stands under one heading


def wording(figures: MonthlyFigures, _copy: str) -> Wording:
    """The five parts; of a month in which nothing was held the year so far and what is next."""
    name, month = figures.office.name, f"{figures.month.month} năm {figures.month.year}"
    opening = f"Thực hiện {figures.programme}, {name} báo cáo kết quả như sau"
    closing = f"Trên đây là kết quả công tác tháng {month}, {name} báo cáo {figures.office.reports_to}"
    return Wording(
        HeadDetails(figures.office, REPORT, figures.subject, figures.taken_at, figures.simulated),
        f"{opening} (số liệu {span(figures.month, figures.last_day)}):",
        empty_month(figures) if figures.is_empty else full_month(figures, SENTENCES),
        f"{closing}{PROFILES[figures.office.profile].end_mark}",
    )


def full_month(figures: MonthlyFigures, told: Mapping[str, Sentences]) -> tuple[Section, ...]:
    """Every heading with what `told` says under it."""
    published = figures.has(Feature.PUBLICITY)

    def part(key: str, title: str, what: str, of: str = "") -> Section:
        return known(key, title, told[of or key](figures), what)

    return (
        Section("I", "TÌNH HÌNH TRIỂN KHAI TRONG THÁNG"),
        section("I.1", "Các đợt khảo sát", *told["I.1"](figures)),
        *([part("I.2", "Công khai, tuyên truyền", "công khai, tuyên truyền")] if published else []),
        part(monthly_offers.fieldwork(figures), "Kiểm tra, giám sát", "kiểm tra, giám sát", "I.3"),
        Section("II", "KẾT QUẢ TRONG THÁNG"),
        part("II.1", "Tham gia khảo sát", "tham gia khảo sát trong tháng"),
        part("II.2", "Mức độ hài lòng", "mức độ hài lòng trong tháng"),
        section("II.3", "So với tháng trước", *told["II.3"](figures)),
        Section("III", "TIẾP THU, GIẢI QUYẾT Ý KIẾN"),
        part("III.1", "Ý kiến, kiến nghị của người dân", "ý kiến, kiến nghị của người dân"),
        part("III.2", "Việc chuyển, trả lời ý kiến", "việc chuyển, trả lời ý kiến"),
        part("III.3", f"Sự cố, vướng mắc do {figures.words.commune_level} báo", "sự cố, vướng mắc"),
        Section(
            "IV",
            "HẠN CHẾ, NGUYÊN NHÂN",
            prompt="những mặt còn hạn chế, nguyên nhân",
            offers=monthly_offers.shortfalls(figures),
        ),
        section(
            "V",
            f"NHIỆM VỤ TRỌNG TÂM THÁNG {month_after(figures)}",
            *told["V"](figures),
            prompt="nhiệm vụ, giải pháp trong tháng sau",
            offers=monthly_offers.next_tasks(figures),
        ),
    )


def empty_month(figures: MonthlyFigures) -> tuple[Section, ...]:
    sentences = (
        " ".join((phrase("no_round"), *year_so_far(figures))),
        *publicity(figures),
        *inspections(figures),
        *outcomes_in_month(figures),
        *incidents(figures),
    )
    return (
        section("I", "TÌNH HÌNH TRONG THÁNG", *sentences),
        section("II", f"NHIỆM VỤ TRỌNG TÂM THÁNG {month_after(figures)}", *tasks(figures)),
    )


def month_after(figures: MonthlyFigures) -> str:
    return f"{figures.month.month % 12 + 1}"


def see(figures: MonthlyFigures, place: int) -> str:
    """« (Phụ lục 2)»: where one of the four annexes is printed; empty where it is not."""
    numbers = figures.annex_numbers
    if place not in numbers:
        return ""
    return f" (Phụ lục {numbers[place]})" if len(numbers) > 1 else " (Phụ lục)"


def rounds(figures: MonthlyFigures) -> Iterator[str]:
    """Each round with what became of it; an empty month says so."""
    if not figures.rounds:
        yield phrase("no_round")
        return
    told = [f"({span(one.first_day, one.last_day)}, tại {count(len(one.codes))} điểm)" for one in figures.rounds]
    if len(figures.rounds) == 1:
        (one,) = figures.rounds
        yield f"Trong tháng tổ chức 01 {round_named(one.title)} {told[0]}; {round_state(one, figures)}."
        return
    yield f"Trong tháng có {count(len(figures.rounds))} đợt khảo sát."
    for one, when in zip(figures.rounds, told, strict=True):
        yield f"{one.title} {when}: {round_state(one, figures)}."


def round_state(one: MonthRound, figures: MonthlyFigures) -> str:
    """Whether it began and ended in the month."""
    if one.last_day > figures.last_day or one.state in {"open", "approved"}:
        return "chưa kết thúc"
    return "đã kết thúc và mở kết quả" if one.overall is not None else "đã kết thúc, chưa mở kết quả"


def publicity(figures: MonthlyFigures) -> Iterator[str]:
    """How many units entered any, of how many; the base is known where one round was held."""
    work = figures.work
    if work.publicity is None or work.publicised is None:
        return
    entries = f"đã cập nhật việc công khai, tuyên truyền ({integer(work.publicity)} lượt)"
    if len(figures.rounds) != 1:
        yield f"Có {count(work.publicised)} đơn vị {entries}."
        return
    every = len(figures.rounds[0].codes)
    silent = f"; {count(every - work.publicised)} đơn vị chưa cập nhật" if work.publicised < every else ""
    yield f"Có {count(work.publicised)}/{count(every)} đơn vị {entries}{silent}."


def inspections(figures: MonthlyFigures) -> Iterator[str]:
    work = figures.work
    if work.inspections is None:
        return
    made = f"Đã kiểm tra {count(work.inspections)} lượt tại {count(work.inspected)} đơn vị"
    faults, still_open = work.faults or 0, work.faults_open or 0
    if not faults:
        yield f"{made}; không phát hiện tồn tại."
        return
    left = f"; còn {count(still_open)} tồn tại" if still_open else ""
    yield f"{made}; phát hiện {count(faults)} tồn tại, đã khắc phục {count(faults - still_open)}{left}."


def participation(figures: MonthlyFigures) -> Iterator[str]:
    month = figures.total("month")
    if month.ballots is None:
        return
    told = came(month, figures.words.counted) if figures.has(Feature.VISITS) else ballots_alone(month)
    yield f"{told}{see(figures, 1)}."
    if only := complete_only(figures.complete, phrase("valid"), counted=figures.words.counted):
        yield only
    yield from year_so_far(figures)
    if figures.flags:
        communes = count(monthly_offers.flagged_units(figures))
        yield f"Có {communes} đơn vị có ngày chưa đủ số liệu hoặc có số liệu cần giải trình{see(figures, 2)}."


def came(month: Day, counted: str) -> str:
    """«Trong tháng, có 22.357 lượt người dân đến; có 12.300 phiếu hợp lệ, bằng 55,0% số lượt người dân đến»."""
    visits = phrase("no_visits", counted=counted) if month.visits is None else f"có {integer(month.visits)} {counted}"
    bar = percent_of(month.ballots, month.visits)
    share_text = f", bằng {percent(bar)} số {counted}" if bar is not None else ""
    return f"Trong tháng, {visits}; có {integer(month.ballots)} {phrase('valid')}{share_text}"


def ballots_alone(month: Day) -> str:
    """The same where nothing is counted that ballots are held against."""
    return f"Trong tháng, có {integer(month.ballots)} {phrase('valid')}"


def year_so_far(figures: MonthlyFigures) -> Iterator[str]:
    """The sums since January; nothing where nobody was asked yet."""
    year = figures.total("year")
    if year.ballots is None:
        return
    visits = "" if year.visits is None else f"{integer(year.visits)} {figures.words.counted}, "
    yield f"Lũy kế từ đầu năm, có {visits}{integer(year.ballots)} {phrase('valid')}{see(figures, 1)}."


def satisfaction(figures: MonthlyFigures) -> Iterator[str]:
    for one in figures.rounds:
        if one.score.n >= figures.least_shown:
            what = f"việc thực hiện chức trách, nhiệm vụ của {one.rated}" if one.rated else "đánh giá chung"
            where = f"{one.title}: có" if len(figures.rounds) > 1 else "Có"
            yield (
                f"{where} {percent(one.score.top2)} người trả lời hài lòng hoặc rất hài lòng về {what} (tính trên "
                f"{integer(one.score.n)} phiếu có ý kiến); điểm bình quân {decimal(one.score.mean)}/5."
            )


def comparison(figures: MonthlyFigures) -> Iterator[str]:
    """Like with like, or why not; where intervals meet no higher and lower is told."""
    why = not_comparable(figures)
    if why:
        yield phrase("not_compared", why=why)
        return
    (now,), (then,) = figures.rounds, figures.before
    change = rounded(now.score.top2 or 0, 1) - rounded(then.score.top2 or 0, 1)
    apart = (now.score.low or 0) > (then.score.high or 0) or (now.score.high or 0) < (then.score.low or 0)
    word = "tăng" if change > 0 else "giảm"
    change_text = f"{word} {decimal(abs(float(change)), 1)} điểm phần trăm" if apart else "chênh lệch chưa rõ rệt"
    yield (
        f"Tỷ lệ hài lòng chung {percent(now.score.top2)}, tháng trước {percent(then.score.top2)}: {change_text}. "
        "Hai đợt dùng cùng một phiên bản phiếu, cùng các điểm khảo sát."
    )


def not_comparable(figures: MonthlyFigures) -> str:
    """Why the month before cannot stand beside this one; empty where it can."""
    if not figures.rounds:
        return "trong tháng không tổ chức đợt khảo sát"
    if not figures.before:
        return "tháng trước không tổ chức đợt khảo sát"
    if len(figures.rounds) > 1 or len(figures.before) > 1:
        return "có nhiều đợt khảo sát trong một tháng"
    now, then = figures.rounds[0], figures.before[0]
    reasons = (
        (now.slug == then.slug, "cùng một đợt khảo sát kéo dài qua hai tháng"),
        (now.form != then.form, "khác phiên bản phiếu khảo sát"),
        (set(now.codes) != set(then.codes), "khác phạm vi điểm khảo sát"),
        (min(now.score.n, then.score.n) < figures.least_shown, "chưa có kết quả của cả hai đợt"),
    )
    return next((words for holds, words in reasons if holds), "")


def opinions(figures: MonthlyFigures) -> Iterator[str]:
    """How many there are, how many praise, and what most of the others ask about."""
    if not figures.themes or figures.comments is None:
        return
    asked = sorted((one for one in figures.themes if one.name not in figures.praise), key=lambda one: -one.comments)
    praised = sum(one.comments for one in figures.themes if one.name in figures.praise)
    named = ", ".join(f"{lower_first(one.name)} ({integer(one.comments)})" for one in asked[:THEMES_NAMED])
    coded = f"đã phân loại {integer(figures.comments)} ý kiến"
    came = f"Có {integer(figures.comments_in)} ý kiến, {coded}" if figures.comments_in else coded.capitalize()
    praise_text = f"; trong đó {integer(praised)} ý kiến khen" if praised else ""
    most = f"; kiến nghị nhiều nhất về {named}" if named else ""
    yield f"{came}{praise_text}{most} (một ý kiến có thể thuộc nhiều nhóm){see(figures, 3)}."


def outcomes_in_month(figures: MonthlyFigures) -> Iterator[str]:
    """Each step that a document of the month took, by theme; nothing is called settled without one."""
    passed = [one for one in figures.outcomes if is_of(figures, one.outcome.passed_on)]
    answered = [one for one in figures.outcomes if is_of(figures, one.outcome.answered_on)]
    if passed:
        named = "; ".join(
            f"{lower_first(one.theme)} (số {one.outcome.passed_number} ngày {short_date(one.outcome.passed_on)})"
            for one in passed
        )
        yield f"Trong tháng đã chuyển cơ quan có thẩm quyền ý kiến thuộc {count(len(passed))} nhóm vấn đề: {named}."
    if answered:
        yield (
            f"Đã có văn bản trả lời đối với {count(len(answered))} nhóm vấn đề: "
            f"{'; '.join(map(answer_in_words, answered))}."
        )


def is_of(figures: MonthlyFigures, day: date | None) -> bool:
    return day is not None and figures.month <= day <= figures.last_day


def answer_in_words(one: ThemeOutcome) -> str:
    outcome = one.outcome
    public = f", công khai tại {outcome.published_in}" if outcome.published_in else ""
    return f"{lower_first(one.theme)} (số {outcome.answered_number} ngày {short_date(outcome.answered_on)}{public})"


def incidents(figures: MonthlyFigures) -> Iterator[str]:
    work = figures.work
    if work.incidents is None or work.incidents_open is None:
        return
    came, done = (
        f"{capital(figures.words.commune_level)} báo {count(work.incidents)} sự cố, vướng mắc",
        work.incidents - work.incidents_open,
    )
    if not work.incidents_open:
        yield f"{came}; đã giải quyết xong."
    elif not done:
        yield f"{came}; chưa giải quyết xong."
    else:
        yield f"{came}; đã giải quyết {count(done)}, còn {count(work.incidents_open)} chưa giải quyết xong."


def tasks(figures: MonthlyFigures) -> Iterator[str]:
    due = f"có {count(len(figures.tasks))}" if figures.tasks else "không có"
    yield f"Theo kế hoạch, tháng {month_after(figures)} {due} nhiệm vụ đến hạn{see(figures, 4)}."


SENTENCES: Mapping[str, Sentences] = {
    "I.1": rounds,
    "I.2": publicity,
    "I.3": inspections,
    "II.1": participation,
    "II.2": satisfaction,
    "II.3": comparison,
    "III.1": opinions,
    "III.2": outcomes_in_month,
    "III.3": incidents,
    "V": tasks,
}
