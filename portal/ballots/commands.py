"""`flask box …`: seal what waits now; check what was sealed against what was signed; settle what lies aside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from portal.ballots.sealing import mover, settling
from portal.errors import DomainError
from portal.sealing import periodic_check, sealer, verification, wording
from portal.sealing.log import checkpoints
from portal.sealing.log.notes import parsed
from portal.surveys.commands import account_named, carry_out, round_named
from portal.web.data import transactions
from portal.web.ui import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from portal.sealing.log.notes import Said
    from portal.surveys.models import Round

box = AppGroup("box", help="The ballot box: its pools and its log.")


def install(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(box)


@box.command("seal")
def seal() -> None:
    """Do the worker's round now, by its own rule: batches enter at full hours, of 50 voters or more. Sign the logs."""
    moved = mover.run(sign=True)
    if not moved.ran:
        raise click.ClickException("Một lượt chuyển khác đang chạy.")
    click.echo(f"Đã chuyển {moved.ballots} phiếu, {moved.comments} góp ý, {moved.receipts} mã biên nhận.")
    if moved.waiting:
        click.echo("Còn phiếu chờ: vào đầu giờ, khi đợt có từ 50 người gửi đang chờ; đợt kết thúc thì vào hết.")
    if moved.strange:
        click.echo(f"ĐỂ RIÊNG {moved.strange} dòng không do hệ thống này ghi: chạy flask box verify.", err=True)
    for survey, trouble in moved.troubles:
        click.echo(f"{survey}: CHƯA KÝ. {trouble}", err=True)
    if moved.troubles:
        raise SystemExit(1)


@box.command("verify")
@click.argument("slugs", nargs=-1, metavar="[ĐỢT]…")
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Điểm kiểm đã lưu từ trước, lấy từ trang nhật ký.",
)
def verify(slugs: Sequence[str], file: Path | None) -> None:
    """Recompute every leaf from the sealed tables, every root from the leaves; exit 1 where anything was changed."""
    note = file.read_text(encoding="utf-8") if file else None
    chosen = choose(slugs, note)
    faults = [fault for survey in chosen for fault in tell(survey, note)]
    if faults:
        raise SystemExit(1)


def choose(slugs: Sequence[str], note: str | None) -> list[Round]:
    """The rounds asked for: by name, by the checkpoint given, or all."""
    known = {survey.slug: survey for survey in sealer.rounds()}
    of_note = said_in(note) if note is not None else None
    if of_note is not None and not slugs:
        slugs = [of_note.slug]
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        raise click.ClickException(f"Không có đợt đã duyệt nào tên {unknown[0]}.")
    if note is not None and len(slugs) > 1:
        raise click.ClickException("Một điểm kiểm chỉ thuộc một đợt: nêu một đợt.")
    if of_note is not None and of_note.slug != slugs[0]:
        raise click.ClickException(wording.of_another_round(of_note))
    return [known[slug] for slug in slugs] or list(known.values())


def said_in(note: str) -> Said:
    """What a checkpoint says, before anything of it is checked."""
    try:
        _text, said = parsed(note)
    except DomainError as error:
        raise click.ClickException(error.message) from error
    return said


def tell(survey: Round, note: str | None) -> list[str]:
    """Check one round and say what was found."""
    found = verification.verify(survey, note=note)
    if note is None:
        periodic_check.keep_whole(survey, found)
    kinds = ", ".join(f"{letter} {formats.integer(n)}" for letter, n in sorted(found.counts.items())) or "trống"
    click.echo(f"{survey.slug}: {formats.integer(found.size)} mục ({kinds}), {found.checkpoints} điểm kiểm đã ký")
    for fault in found.faults:
        click.echo(f"  LỖI  {fault}")
    if not found.faults:
        click.echo(f"  đạt  mã gốc {checkpoints.short(found.root)}")
    return found.faults


@box.command("settle")
@click.argument("slug", metavar="ĐỢT")
@click.option("--by", help="Tên đăng nhập của lãnh đạo duyệt đề nghị.")
@click.option("--second", help="Tên đăng nhập của lãnh đạo duyệt thứ hai.")
@click.option("--minutes", help="Số biên bản đã có hai chữ ký.")
@click.option("--out", type=click.Path(path_type=Path), help="Tệp chứng cứ, chưa có; chỉ người chạy lệnh đọc được.")
def settle(slug: str, by: str | None, second: str | None, minutes: str | None, out: Path | None) -> None:
    """List what lies aside; with all options: keep it in a file of evidence, then delete it. Two approvers."""
    if by is None and second is None and minutes is None and out is None:
        show_aside(slug)
        return
    if by is None or second is None or minutes is None or out is None:
        raise click.UsageError("Nêu đủ --by, --second, --minutes, --out; không nêu gì thì chỉ liệt kê.")
    transactions.allow_writes()
    one, two = account_named(by), account_named(second)
    gone = carry_out(lambda: settling.settle(round_named(slug), by=one, second=two, minutes=minutes, out=out))
    click.echo(f"Đã ghi {formats.integer(gone.rows)} dòng vào “{out}”, rồi xóa khỏi chỗ để riêng.")
    click.echo(f"SHA-256 của tệp, ghi vào biên bản: {gone.sha256}")
    click.echo(f"Kiểm tra lại hộp phiếu: flask box verify {slug}")


def show_aside(slug: str) -> None:
    """Print what lies aside of a round: unit, kind, number."""
    transactions.read_only()
    survey = round_named(slug)
    for line in settling.listed(survey) or [settling.nothing(survey)]:
        click.echo(line)
