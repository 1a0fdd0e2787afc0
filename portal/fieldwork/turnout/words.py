"""What every paper says of participation in the same words."""

from collections.abc import Mapping

from portal.fieldwork.turnout.figures import Complete
from portal.surveys.turnout import Counted, Status, label
from portal.web.ui.formats import count, integer, percent

CLAUSES: Mapping[str, str] = {
    Status.DAT: "bảo đảm số lượt tham gia",
    Status.THAP: "dưới mức tối thiểu",
    Status.CAO_CAN_GIAI_TRINH: "có số phiếu vượt số {counted}, cần giải trình",
    Status.CAO_BAT_THUONG: "có số liệu cần kiểm tra, xác minh",
    Status.CHUA_DU_SO_LIEU: "chưa đủ số liệu",
}
"""What is said of units by their participation, in the order of saying."""


def label_on_paper(status: str, counted: str = Counted.short) -> str:
    """A commune's verdict where a paper names it: far too many ballots are not told apart from too many.

    «Bất thường» is the screens' word; a paper that names units says it of none before it was asked to explain.
    """
    shown = Status.CAO_CAN_GIAI_TRINH if status == Status.CAO_BAT_THUONG else Status(status)
    return label(shown, counted)


def complete_only(
    complete: Complete | None, ballots: str = "phiếu", *, named: bool = True, counted: str = Counted.noun
) -> str:
    """What the rate is over units and days that have both figures; empty where that is all of them, or none.

    The sums of a paper hold every ballot, days not «chốt» included, which have no visits. `named`: of how many units.
    """
    if complete is None or not complete.is_part:
        return ""
    units = f"{count(complete.units)}/{count(complete.of)}" if named else count(complete.units)
    return (
        f"Tính riêng {units} đơn vị đủ số liệu, có {integer(complete.visits)} {counted} "
        f"và {integer(complete.ballots)} {ballots}, bằng {percent(complete.rate)}."
    )


def verdicts(counts: Mapping[str, int], counted: str = Counted.noun) -> str:
    """«Trong 29 đơn vị, 25 đơn vị bảo đảm số lượt tham gia, 03 đơn vị dưới mức tối thiểu.»; empty of no unit."""
    every = sum(counts.values())
    clauses = {status: words.format(counted=counted) for status, words in CLAUSES.items()}
    parts = [f"{count(n)} đơn vị {words}" for status, words in clauses.items() if (n := counts.get(status, 0))]
    return f"Trong {count(every)} đơn vị, {', '.join(parts)}." if every else ""
