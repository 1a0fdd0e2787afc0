"""Papers from the shell: `flask documents render KIND ROUND --out F.pdf`, or F.docx."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from portal.documents import moments
from portal.documents.kinds import KINDS, Kind
from portal.documents.lifecycle.requests import Request
from portal.papers.letterhead import Issue
from portal.papers.tables import COPIES, DISTRICTS, FULL
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data import transactions
from portal.web.data.clock import ZONE
from portal.web.ui.shell import CommandGroup

# A copy for districts from the shell leaves no row, so nothing else knows that communes were told of in bands (P8).
NOT_TO_BE_SENT = (
    "Bản này không vào sổ văn bản. Đừng gửi đi trước khi lập báo cáo trên trang Văn bản: chỉ từ lúc đó kết quả từng xã "
    "được giữ theo khoảng ở mọi lần công bố."
)

group = CommandGroup("documents", help="Văn bản.")


def name_moment(context: click.Context, _option: click.Parameter, at: datetime | None) -> None:
    """Let the paper name this moment, where one is given."""
    context.with_resource(moments.named(at.replace(tzinfo=ZONE) if at else None))


@group.command("render")
@click.argument("name", metavar="KIND", type=click.Choice(sorted(KINDS)))
@click.argument("slug", metavar="ROUND")
@click.option(
    "--copy",
    type=click.Choice(COPIES),
    default=FULL,
    help="districts: không kèm phụ lục gửi riêng; restricted: chỉ các phụ lục gửi riêng.",
)
@click.option("--unit", "code", default="", help="Mã đơn vị, cho báo cáo cấp dưới, lịch phân công.")
@click.option("--month", default="", help="Tháng của báo cáo tháng, ví dụ 2024-06.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Ngày của biên bản chốt số liệu.")
@click.option(
    "--directive",
    type=(str, click.DateTime(["%Y-%m-%d"])),
    default=("", None),
    help="Số, ngày của văn bản có ý kiến chỉ đạo, cho thông cáo báo chí.",
)
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%dT%H:%M"]),
    expose_value=False,
    callback=name_moment,
    help="Lúc lấy số liệu in trên văn bản; bỏ trống: lần sửa cuối.",
)
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True), help="Tệp PDF, hoặc DOCX.")
def render(
    name: str,
    slug: str,
    copy: str,
    code: str,
    month: str,
    day: datetime | None,
    directive: tuple[str, datetime | None],
    out: str,
) -> None:
    """Print a paper from the tables as they are now; nothing is kept but the file. «-» stands for no round."""
    transactions.read_only()  # nothing of it stands in the register
    kind = KINDS[name]
    if copy not in kind.copies:
        raise click.ClickException(f"Loại văn bản này không có bản «{copy}».")
    round_ = load_round(kind, slug)
    request = Request(
        round_,
        load_unit(kind, round_, code),
        month,
        day.date() if day else None,
        directive=directive[0],
        directed_on=directive[1].date() if directive[1] else None,
    )
    figures = kind.freeze_asked(request)
    content = print_copy(kind, figures, copy, Path(out).suffix)
    Path(out).write_bytes(content)
    click.echo(f"{out}: {len(content)} B")
    if copy == DISTRICTS:
        click.echo(NOT_TO_BE_SENT, err=True)


def print_copy(kind: Kind, figures: object, copy: str, suffix: str) -> bytes:
    """The file of a copy, by its name's end."""
    if suffix.lower() == ".docx":
        return kind.word(figures, {}, Issue(), copy)
    with click.progressbar(length=1, label=kind.name) as bar:
        return kind.print(figures, {}, Issue(), (copy,), bar_progress(bar))[copy]


def load_round(kind: Kind, slug: str) -> Round | None:
    """The round named; none for «-», where the kind can do without."""
    round_ = surveys.by_slug(slug)
    if round_ is None and (slug != "-" or kind.needs_round):
        raise click.ClickException(f"Không có đợt khảo sát «{slug}».")
    return round_


def load_unit(kind: Kind, round_: Round | None, code: str) -> Unit | None:
    """The unit named, at the level the kind is made for."""
    if round_ is None or not (code or kind.own_level):
        return None
    unit = units.by_code(round_.catalogue_id, code)
    if unit is None or (kind.own_level and unit.level != kind.own_level):
        where = " ở cấp này. Dùng --unit với mã đơn vị." if kind.own_level else "."
        raise click.ClickException(f"Không có đơn vị «{code}»{where}")
    return unit


def bar_progress(bar: "click._termui_impl.ProgressBar[int]") -> Callable[[int, int], None]:
    """Progress as a bar in the shell."""

    def show(done: int, total: int) -> None:
        bar.length = total
        bar.update(done - bar.pos)

    return show
