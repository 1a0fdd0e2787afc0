"""Rounds from the shell: load, list, the actions of two persons."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import click

from portal.accounts.commands import account_named
from portal.errors import Mistakes
from portal.surveys import operations, queries
from portal.surveys.models import Round
from portal.surveys.plan.editing import lines, toml_file
from portal.surveys.questionnaire import questionnaire
from portal.surveys.rounds import approvals
from portal.web.data import clock
from portal.web.ui.shell import FILE, CommandGroup, carry_out, print_rows

Read = TypeVar("Read")

TARGET = click.Path(dir_okay=False, writable=True, path_type=Path)

rounds = CommandGroup("rounds", help="Đợt khảo sát.")


@rounds.command("load")
@click.argument("file", type=FILE)
@click.option("--form", "form_file", type=FILE, help="Tệp phiếu; mặc định tìm theo mã phiếu, cạnh tệp kế hoạch.")
@click.option("--simulated", is_flag=True, help="Đánh dấu SỐ LIỆU MÔ PHỎNG trên trang và trên giấy.")
def load(file: Path, form_file: Path | None, simulated: bool) -> None:
    """Load a plan (TOML) as a round in draft; every mistake is named, with its line and its field."""
    loaded_plan = read_file(file, lines.parse_file)
    # A plan and its form lie side by side in plans/.
    form_file = form_file or file.with_name(f"{loaded_plan.form.code.lower()}.json")
    if not form_file.exists():
        raise click.ClickException(f"Không có tệp phiếu “{form_file}”: chỉ ra bằng --form.")
    form = read_file(form_file, questionnaire.parse)
    round_ = carry_out(lambda: operations.load_round(loaded_plan, form, simulated=simulated))
    count = len(queries.points_of(round_))
    click.echo(f"Đã nạp đợt khảo sát “{round_.slug}”: {count} điểm, chưa duyệt.")


@rounds.command("plan")
@click.argument("slug", metavar="ROUND")
@click.option("--out", type=TARGET, required=True, help="Tệp TOML để ghi.")
def write_plan(slug: str, out: Path) -> None:
    """Write a round's plan as a file that `flask rounds load` reads."""
    write_file(out, toml_file.write(round_named(slug).plan).encode())


def read_file(file: Path, parse: Callable[[str], Read]) -> Read:
    """What a data file says, or an end that lists every mistake with its place."""
    try:
        return parse(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file.name}: tệp không phải chữ Unicode UTF-8.") from error
    except Mistakes as error:
        lines = "\n".join(f"  {mistake}" for mistake in error.mistakes)
        raise click.ClickException(f"{file.name}: {len(error.mistakes)} chỗ sai\n{lines}") from error


@rounds.command("list")
@click.option("--csv", "as_csv", is_flag=True, help="In dạng CSV có dòng tiêu đề.")
def list_rounds(as_csv: bool) -> None:
    """List every round: state, opening and closing (exclusive) in local time."""
    rows = [(s.slug, s.state, iso(s.opens_at), iso(s.closes_at), s.title) for s in queries.all_rounds()]
    print_rows(("slug", "state", "opens", "closes", "title"), rows, as_csv=as_csv)


def iso(moment: datetime) -> str:
    """A moment as 2024-06-12T00:00:00+07:00."""
    return clock.local(moment).isoformat(timespec="seconds")


def with_two_persons(command: Callable[..., None]) -> Callable[..., None]:
    """Add the round and the names of the two who do an action."""
    command = click.option("--second", required=True, help="Tên đăng nhập của người duyệt.")(command)
    command = click.option("--by", required=True, help="Tên đăng nhập của người đề nghị.")(command)
    return click.argument("slug")(command)


def with_reason(command: Callable[..., None]) -> Callable[..., None]:
    """Add the reason."""
    return click.option("--reason", default="Thực hiện từ dòng lệnh.", show_default=True, help="Lý do.")(command)


@rounds.command("approve")
@with_two_persons
def approve(slug: str, by: str, second: str) -> None:
    """Approve a round: plan and questionnaire are frozen, the clock opens and closes it."""
    round_ = carry_out(lambda: ask_and_decide(slug, "approve", by, second))
    click.echo(f"Đã duyệt “{slug}”: mở lúc {iso(round_.opens_at)}, đóng lúc {iso(round_.closes_at)}.")


@rounds.command("close")
@with_two_persons
@with_reason
def close(slug: str, by: str, second: str, reason: str) -> None:
    """Close a round before its time."""
    carry_out(lambda: ask_and_decide(slug, "close", by, second, reason=reason))
    click.echo(f"Đã kết thúc sớm “{slug}”.")


@rounds.command("extend")
@with_two_persons
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Ngày cuối mới, dạng 2024-06-16.")
@with_reason
def extend(slug: str, by: str, second: str, until: datetime, reason: str) -> None:
    """Give a round a later last day."""
    round_ = carry_out(lambda: ask_and_decide(slug, "extend", by, second, reason=reason, until=until.date()))
    click.echo(f"Đã gia hạn “{slug}”: đóng lúc {iso(round_.closes_at)}.")


@rounds.command("open-results")
@with_two_persons
def open_results(slug: str, by: str, second: str) -> None:
    """Open the results of a closed round."""
    carry_out(lambda: ask_and_decide(slug, "open_results", by, second))
    click.echo(f"Đã mở kết quả “{slug}”.")


@rounds.command("release")
@with_two_persons
@with_reason
@click.option(
    "--measure",
    type=click.Choice(["band"]),
    expose_value=False,
    help="Kết quả của xã: tỷ lệ hài lòng theo khoảng 20 điểm (band), cách duy nhất.",
)
def release(slug: str, by: str, second: str, reason: str) -> None:
    """Release opened results to the public; once more, and a new version takes the place of the one before it."""
    carry_out(lambda: ask_and_decide(slug, "release", by, second, reason=reason))
    click.echo(f"Đã công bố kết quả “{slug}”.")


def ask_and_decide(slug: str, kind: str, by: str, second: str, **details: object) -> Round:
    """Do an action in the names of two accounts, under the same rules as on the page."""
    round_, first = round_named(slug), account_named(by)
    with approvals.logged_refusal(slug, kind, by=first):
        approvals.ask_and_decide(round_, kind, by=first, second=account_named(second), **details)
    return round_


def round_named(slug: str) -> Round:
    """The round of that name, or an end with a clear word."""
    round_ = queries.by_slug(slug)
    if round_ is None:
        raise click.ClickException(f"Không có đợt khảo sát “{slug}”. Xem: flask rounds list.")
    return round_


def write_file(out: Path, content: bytes) -> None:
    """Write a file, and say so."""
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"Không ghi được “{out}”: xem quyền ghi và chỗ trống của ổ đĩa.") from error
    click.echo(f"Đã ghi “{out}” ({len(content):,} byte).".replace(",", "."))
