"""`flask box …`: seal what waits now; check what was sealed against what was signed; resolve the quarantine."""

from collections.abc import Sequence
from pathlib import Path

import click

from portal.accounts.commands import account_named
from portal.ballots.sealing import batch_sealer, quarantine
from portal.sealing import periodic_check, sealer, verification, wording
from portal.sealing.log import checkpoints
from portal.sealing.log.notes import parse
from portal.surveys.commands import round_named
from portal.surveys.models import Round
from portal.web.data import transactions
from portal.web.ui import formats
from portal.web.ui.shell import FILE, CommandGroup, carry_out

box = CommandGroup("box", help="The ballot box: its pools and its log.")


@box.command("seal")
def seal() -> None:
    """Do the worker's round now, by its own rule: batches enter at full hours, of 50 voters or more. Sign the logs."""
    batch = batch_sealer.run(sign=True)
    if not batch.ran:
        raise click.ClickException("Một lượt chuyển khác đang chạy.")
    click.echo(f"Đã chuyển {batch.ballots} phiếu, {batch.comments} góp ý, {batch.receipts} mã biên nhận.")
    if batch.waiting:
        click.echo("Còn phiếu chờ: vào đầu giờ, khi đợt có từ 50 người gửi đang chờ; đợt kết thúc thì vào hết.")
    if batch.quarantined:
        click.echo(f"ĐỂ RIÊNG {batch.quarantined} dòng không do hệ thống này ghi: chạy flask box verify.", err=True)
    for slug, trouble in batch.troubles:
        click.echo(f"{slug}: CHƯA KÝ. {trouble}", err=True)
    if batch.troubles:
        raise SystemExit(1)


@box.command("verify")
@click.argument("slugs", nargs=-1, metavar="[ĐỢT]…")
@click.option(
    "--checkpoint",
    "file",
    type=FILE,
    help="Xác nhận có chữ ký đã lưu từ trước, lấy từ trang sổ niêm phong phiếu.",
)
def verify(slugs: Sequence[str], file: Path | None) -> None:
    """Recompute every leaf from the sealed tables, every root from the leaves; exit 1 where anything was changed."""
    note = file.read_text(encoding="utf-8") if file else None
    chosen = chosen_rounds(slugs, note)
    faults = [fault for round_ in chosen for fault in check_round(round_, note)]
    if faults:
        raise SystemExit(1)


def chosen_rounds(slugs: Sequence[str], note: str | None) -> list[Round]:
    """The rounds asked for: by name, by the checkpoint given, or all."""
    by_slug = {round_.slug: round_ for round_ in sealer.rounds()}
    of_note = parse(note)[1] if note is not None else None  # its signature is checked with the round's log
    if of_note is not None and not slugs:
        slugs = [of_note.slug]
    unknown = [slug for slug in slugs if slug not in by_slug]
    if unknown:
        raise click.ClickException(f"Không có đợt đã duyệt nào tên {unknown[0]}.")
    if of_note is not None and len(slugs) > 1:
        raise click.ClickException("Một xác nhận chỉ thuộc một đợt: nêu một đợt.")
    if of_note is not None and of_note.slug != slugs[0]:
        raise click.ClickException(wording.of_another_round(of_note))
    return [by_slug[slug] for slug in slugs] or list(by_slug.values())


def check_round(round_: Round, note: str | None) -> list[str]:
    """Check one round and say what was found."""
    verdict = verification.verify(round_, note=note)
    # a checkpoint from outside may be no good: its faults say nothing of the box, and must not stop the sealer
    if note is None:
        periodic_check.store_whole(round_, verdict)
    kinds = ", ".join(f"{letter} {formats.integer(n)}" for letter, n in sorted(verdict.counts.items())) or "trống"
    click.echo(f"{round_.slug}: {formats.integer(verdict.size)} mục ({kinds}), {verdict.checkpoints} xác nhận đã ký")
    for fault in verdict.faults:
        click.echo(f"  LỖI  {fault}")
    if not verdict.faults:
        click.echo(f"  đạt  mã đối chiếu {checkpoints.short(verdict.root)}")
    return verdict.faults


@box.command("settle")
@click.argument("slug", metavar="ĐỢT")
@click.option("--by", help="Tên đăng nhập của lãnh đạo duyệt đề nghị.")
@click.option("--second", help="Tên đăng nhập của lãnh đạo duyệt thứ hai.")
@click.option("--minutes", help="Số biên bản đã có hai chữ ký.")
@click.option("--out", type=click.Path(path_type=Path), help="Tệp chứng cứ, chưa có; chỉ người chạy lệnh đọc được.")
def settle(slug: str, by: str | None, second: str | None, minutes: str | None, out: Path | None) -> None:
    """List what is quarantined; with all options: keep it in a file of evidence, then delete it. Two approvers."""
    if by is None and second is None and minutes is None and out is None:
        transactions.read_only()
        round_ = round_named(slug)
        for line in quarantine.quarantine_sentences(round_) or [quarantine.nothing_quarantined(round_)]:
            click.echo(line)
        return
    if by is None or second is None or minutes is None or out is None:
        raise click.UsageError("Nêu đủ --by, --second, --minutes, --out; không nêu gì thì chỉ liệt kê.")
    transactions.allow_writes()
    first, other = account_named(by), account_named(second)
    rows, fingerprint = carry_out(
        lambda: quarantine.resolve(round_named(slug), by=first, second=other, minutes=minutes, out=out)
    )
    click.echo(f"Đã ghi {formats.integer(rows)} dòng vào “{out}”, rồi xóa khỏi chỗ để riêng.")
    click.echo(f"SHA-256 của tệp, ghi vào biên bản: {fingerprint}")
    click.echo(f"Kiểm tra lại hộp phiếu: flask box verify {slug}")
