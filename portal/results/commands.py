"""Results from the shell, and the end of a round's ballots."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.audit.operations import record_separately
from portal.extensions import db
from portal.results.cells import folded_files, tally_file
from portal.results.comments import comments
from portal.results.exports.open_data import build_open_data
from portal.results.exports.recompute_archive import RecomputeArchive
from portal.results.release import releasing
from portal.results.tallying import erasing, tallying
from portal.results.tallying.reading import Reading
from portal.sealing.log import checkpoints
from portal.surveys.commands import ask_and_decide, round_named, with_two_persons
from portal.surveys.models import Round
from portal.surveys.rounds import approvals
from portal.units import queries as units
from portal.web.data import transactions
from portal.web.jobs import jobs
from portal.web.ui.formats import integer
from portal.web.ui.shell import FILE, CommandGroup, carry_out

group = CommandGroup("results", help="Kết quả khảo sát.")


@group.command("rebuild")
@click.argument("slug", metavar="ROUND")
def rebuild(slug: str) -> None:
    """Make the tallies of an opened round again; the same ballots give the same digest."""
    round_ = round_named(slug)
    round_id = round_.id
    if round_.results_opened_at is None:
        record_separately("results.kept-shut", by=None, detail={"round": slug})
        raise click.ClickException("Kết quả chưa mở: cần hai người mở kết quả trước (flask rounds open-results).")
    result = tallying.open_box(round_, show, show_waiting)
    comments.lay_out(db.session.get_one(Round, round_id))
    transactions.commit()
    click.echo(f"{slug}: {integer(result.ballots)} phiếu, sha256 {result.digest}")
    for unit, n in result.unopened.items():
        click.echo(f"  không mở được {integer(n)} phiếu của đơn vị mã {unit}", err=True)


def show(done: int, total: int) -> None:
    """Say how far it is, on the error stream."""
    click.echo(f"\r{integer(done)}/{integer(total)}", nl=done >= total, err=True)


def show_waiting(why: str) -> None:
    """Say for whom it waits, on the error stream."""
    if why:
        click.echo(f"\r{why}", nl=False, err=True)


@group.command("export")
@click.argument("slug", metavar="ROUND")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Thư mục để ghi.")
def export(slug: str, out: Path) -> None:
    """Write both recompute kits of an opened round, and its open data once released."""
    transactions.read_only()
    round_ = round_named(slug)
    top = units.province(round_.catalogue_id)
    if round_.results_opened_at is None or not tallying.is_ready(round_) or top is None:
        raise click.ClickException("Kết quả chưa mở hoặc chưa tổng hợp xong.")
    out.mkdir(parents=True, exist_ok=True)
    archive = RecomputeArchive(Reading(top, round_))
    files = {
        f"so-lieu-{slug}-kit.zip": archive.report_zip(),
        f"so-lieu-{slug}-kit-restricted.zip": archive.province_zip(),
    }
    release = releasing.latest(round_)
    if release is not None:
        files[f"so-lieu-mo-{slug}-lan-{release.number}.zip"] = build_open_data(round_, release)
    for name, content in files.items():
        (out / name).write_bytes(content)
        click.echo(str(out / name))
    record_separately("results.export", by=None, detail={"round": slug, "table": "kit", "files": list(files)})


@group.command("tallies")
@click.argument("slug", metavar="ROUND")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Tệp để ghi.")
def tallies(slug: str, out: Path) -> None:
    """Write the released figures of a round as one signed file, from which sums over provinces are made."""
    transactions.read_only()
    round_ = round_named(slug)
    release, top = releasing.latest(round_), units.province(round_.catalogue_id)
    if release is None or top is None:
        raise click.ClickException("Đợt chưa công bố: chỉ ký số liệu đã được hai người duyệt công bố.")
    note = tally_file.write(round_, release, top)
    out.write_text(note, encoding="utf-8")
    record_separately("results.export", by=None, detail={"round": slug, "table": "tallies", "release": release.number})
    click.echo(f"{out}: {top.full}, công bố lần {release.number}. Nơi cộng cần thêm dòng khóa của đợt:")
    click.echo(f"{top.code} {checkpoints.signer().verifier(checkpoints.origin(round_))}")


@group.command("fold")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--keys", type=FILE, help="Tệp khóa, mỗi dòng: mã tỉnh, dấu cách, khóa.")
@click.option("--key", "named", multiple=True, metavar="CODE=KEY", help="Khóa của một tỉnh; lặp lại được.")
@click.option("--expected", type=FILE, help="Tệp các tỉnh phải có: danh mục đơn vị, hoặc mỗi dòng: mã, tên.")
@click.option("--partial", is_flag=True, help="Vẫn cộng khi còn thiếu tỉnh.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Tệp .xlsx hoặc .json.")
def fold(
    files: tuple[Path, ...],
    keys: Path | None,
    named: tuple[str, ...],
    expected: Path | None,
    *,
    partial: bool,
    out: Path | None,
) -> None:
    """Add up the signed figures of provinces, each file verified first; the provinces that are missing are named."""
    transactions.read_only()
    total, absent = folded_files.total_of(files, folded_files.keys_in(keys, named), expected)
    folded_files.refuse_missing(absent, partial=partial)
    for line in folded_files.printed(total, absent):
        click.echo(line)
    if out is not None:
        folded_files.store(total, absent, out)
        click.echo(str(out))


@click.command("erase")
@with_appcontext
@with_two_persons
def erase(slug: str, by: str, second: str) -> None:
    """Erase ballots, comments and the key of a round after its complaint period; prints what went."""
    round_ = carry_out(lambda: ask_and_decide(slug, erasing.DEED, by, second))
    job = erasing.latest(round_)
    if job is not None:
        jobs.run(job.id)
    transactions.read_only()
    round_ = round_named(slug)
    deed = approvals.last_carried_out(round_, erasing.DEED)
    report = deed.payload.get(approvals.REPORT) if deed else None
    for line in report or ["Việc nền đang xóa: xem lại ở trang việc phải có hai người quyết định."]:
        click.echo(line)
    if round_.erased_at is None or not approvals.is_reported(round_, erasing.DEED):
        raise SystemExit(1)
