"""`flask demo`: the whole rehearsal in one command, safe to run again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.demo import setup, trial
from portal.demo.rehearsal import people, rehearsal
from portal.demo.rehearsal.rehearsal import DemoOptions, RealDataPresent
from portal.demo.simulation.fast_commits import without_waiting
from portal.demo.simulation.simulation import MOST_BALLOTS, USUAL_BALLOTS
from portal.errors import DomainError
from portal.web.data import transactions

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.demo.simulation.round_fill import SimulatedRound

    Part = tuple[SimulatedRound, Callable[[SimulatedRound, Callable[[int], object]], None]]

ALREADY_THERE = "Dữ liệu mô phỏng đã có, không tạo lại. Đặt lại mật khẩu chung: flask demo --password MẬT_KHẨU"


@click.command("demo")
@click.option(
    "--ballots",
    type=click.IntRange(0, MOST_BALLOTS),
    default=USUAL_BALLOTS,
    show_default=True,
    help="Số phiếu của đợt 198-kh-bdvtu.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Cùng một số thì cùng số liệu.")
@click.option("--password", default="", help="Mật khẩu chung; mặc định PORTAL_DEMO_PASSWORD, không có thì ngẫu nhiên.")
@click.option("--papers/--no-papers", "with_papers", default=True, show_default=True, help="Lập sẵn văn bản trong sổ.")
@click.option("--at-start", is_flag=True, help="Do ./start gọi: để yên cơ sở dữ liệu đang dùng thật.")
@with_appcontext
def demo(ballots: int, seed: int, password: str, with_papers: bool, at_start: bool) -> None:
    """Fill an empty database with the demonstration province, Plan 198 and the trial round."""
    options = DemoOptions(ballots, seed, password or str(current_app.config["DEMO_PASSWORD"]))
    try:
        rehearsal.refuse_real_data()
        make(options, with_papers=with_papers)
    except RealDataPresent as error:
        if not at_start:
            raise click.ClickException(error.message) from error
        transactions.commit()
        click.echo(error.message)
    except DomainError as error:
        raise click.ClickException(error.message) from error


def make(options: DemoOptions, *, with_papers: bool) -> None:
    """Do what is missing, and say what is there."""
    if rehearsal.is_complete() and trial.is_current():
        report_existing(options)
        return
    new = DemoOptions(options.ballots, options.seed, options.password or people.new_password())
    is_new = not rehearsal.is_complete()
    if is_new or options.password:
        rehearsal.begin(new)
    parts = [*([(rehearsal.simulated_round(new), rehearsal.run)] if is_new else []), trial_part(new)]
    transactions.commit()
    run_parts(parts, "Tạo dữ liệu mô phỏng" if is_new else "Dời đợt dùng thử đến hôm nay")
    if is_new and with_papers:
        make_papers()
    if is_new:
        show_accounts(new.password)


def report_existing(options: DemoOptions) -> None:
    """Nothing to do but a password, if one was given."""
    changed = bool(options.password) and people.set_password(options.password)
    transactions.commit()
    click.echo("Đã đặt lại mật khẩu chung của các tài khoản mô phỏng." if changed else ALREADY_THERE)


def trial_part(options: DemoOptions) -> Part:
    """The trial is never larger than a usual round."""
    return trial.simulated_round(min(options.ballots, USUAL_BALLOTS), options.seed), trial.run


def run_parts(parts: list[Part], label: str) -> None:
    """Do the parts one after the other under one bar."""
    whole = sum(simulated.cost for simulated, _run in parts)
    with without_waiting(), click.progressbar(length=whole, label=label) as bar:
        for simulated, run in parts:
            run(simulated, bar.update)


def make_papers() -> None:
    """The papers after the round; the signing tool they need is loaded for them alone."""
    from portal.demo.rehearsal import papers  # noqa: PLC0415 - pyHanko is slow to load, and needed here alone

    click.echo("Lập văn bản mô phỏng")
    with without_waiting():
        papers.fill(rehearsal.the_round())


def show_accounts(password: str) -> None:
    """The usernames by role, and the password they share."""
    rows = people.table(setup.YEAR, setup.EXAMPLE)
    width = max(len(role) for role, _names in rows)
    click.echo(f"\nTài khoản mô phỏng, mật khẩu chung: {password}")
    for role, names in rows:
        click.echo(f"  {role:<{width}}  {names}")
    others = ", ".join(post.username for post in people.few_posts(setup.OTHER_YEAR))
    click.echo(f"  Danh mục {setup.OTHER_YEAR}: {others}")
    click.echo("  Xã, huyện khác: thay mã đơn vị, xem “flask accounts list”.")
