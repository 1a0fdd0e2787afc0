"""`flask demo`: the whole demonstration in one command, safe to run again."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import event

from portal.demo import gallery, rounds, script, setup
from portal.demo.simulation.attendance import MOST_BALLOTS, USUAL_BALLOTS
from portal.errors import DomainError
from portal.extensions import db
from portal.web.data import transactions
from portal.web.ui import terms

PLAN_198 = setup.PLAN_FILE.stem
ALREADY_THERE = "Dữ liệu mô phỏng đã có, không tạo lại. Đặt lại mật khẩu chung: flask demo --password MẬT_KHẨU"
FAST_COMMITS = {"sqlite": "PRAGMA synchronous=NORMAL", "postgresql": "SET synchronous_commit = off"}
"""Such commits lose the last transactions in a power cut, but never damage a database."""


@click.command("demo")
@click.option(
    "--ballots",
    type=click.IntRange(0, MOST_BALLOTS),
    default=None,
    show_default=f"{USUAL_BALLOTS} của Kế hoạch 198; {gallery.BALLOTS_A_UNIT} một đơn vị của kế hoạch mẫu khác",
    help="Số phiếu của đợt.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Cùng một số thì cùng số liệu.")
@click.option("--password", default="", help="Mật khẩu chung; mặc định PORTAL_DEMO_PASSWORD, không có thì ngẫu nhiên.")
@click.option("--papers/--no-papers", "with_papers", default=True, show_default=True, help="Lập sẵn văn bản trong sổ.")
@click.option(
    "--plan",
    "name",
    type=click.Choice((PLAN_198, *gallery.NAMES)),
    default=PLAN_198,
    show_default=True,
    help="Kế hoạch mẫu nào trong thư mục plans.",
)
@click.option("--at-start", is_flag=True, help="Do ./start gọi: để yên cơ sở dữ liệu đang dùng thật.")
@with_appcontext
def demo(ballots: int | None, seed: int, password: str, with_papers: bool, name: str, at_start: bool) -> None:
    """Fill an empty database with the demonstration: Plan 198 and the trial round, or another plan of the gallery."""
    password = password or str(current_app.config["DEMO_PASSWORD"])
    try:
        if name != PLAN_198:
            rehearse(name, ballots or 0, seed, password, with_papers=with_papers)
            return
        rounds.refuse_real_data()
        make(USUAL_BALLOTS if ballots is None else ballots, seed, password, with_papers=with_papers)
    except rounds.RealDataPresent as error:
        if not at_start:
            raise click.ClickException(error.message) from error
        transactions.commit()
        click.echo(error.message)
    except DomainError as error:
        raise click.ClickException(error.message) from error


def make(ballots: int, seed: int, password: str, *, with_papers: bool) -> None:
    """Do what is missing, and say what is there."""
    is_new = not rounds.is_complete()
    if not is_new and rounds.the_round(rounds.TRIAL).first_day == rounds.trial_begins():
        report_existing(password)
        return
    password_set = password or setup.new_password()
    # without it a later day's start would change the password that was printed once
    if is_new or password:
        rounds.begin(seed, password_set)
    # the trial is never larger than a usual round
    campaigns = [rounds.trial_campaign(min(ballots, USUAL_BALLOTS), seed)]
    if is_new:
        campaigns.insert(0, rounds.main_campaign(ballots, seed))
    before = rounds.earlier_campaign(ballots, seed) if is_new else None
    transactions.commit()
    label = "Tạo dữ liệu mô phỏng" if is_new else "Dời đợt dùng thử đến hôm nay"
    cost = sum(campaign.cost for campaign in (*campaigns, before) if campaign)
    with fast_commits():
        with click.progressbar(length=cost, label=label) as bar:
            if before:
                script.run_earlier(before, bar.update)
            for campaign in campaigns:
                script.run(campaign, bar.update)
        if is_new and with_papers:
            make_papers()
    if is_new:
        show_accounts(password_set)


def rehearse(name: str, ballots: int, seed: int, password: str, *, with_papers: bool) -> None:
    """A plan of the gallery, from loading to its signed report; what is there is not done again."""
    slug = gallery.the_plan(name).slug
    gallery.refuse_other_data(slug)
    if gallery.is_complete(slug):
        report_existing(password)
        return
    password_set = password or setup.new_password()
    round_ = gallery.begin(name, seed, password_set)
    with fast_commits():
        click.echo(f"Tạo dữ liệu mô phỏng: {round_.title}")
        gallery.run(rounds.the_round(slug), ballots, seed, lambda _done: None)
        if with_papers:
            click.echo("Lập, ký báo cáo tổng hợp mô phỏng")
            gallery.sign_report(slug)
    click.echo(f"\nTài khoản mô phỏng, mật khẩu chung: {password_set}")
    for role, username in gallery.usernames(rounds.the_round(slug)):
        click.echo(f"  {role}: {username}")


def report_existing(password: str) -> None:
    """Nothing to do but a password, if one was given."""
    changed = bool(password) and setup.set_password(password)
    transactions.commit()
    click.echo("Đã đặt lại mật khẩu chung của các tài khoản mô phỏng." if changed else ALREADY_THERE)


def make_papers() -> None:
    """The papers after the round; the signing tool they need is loaded for them alone."""
    from portal.demo import papers  # noqa: PLC0415 - pyHanko is slow to load, and needed here alone

    click.echo("Lập văn bản mô phỏng")
    papers.fill(rounds.the_round())


def show_accounts(password: str) -> None:
    """The usernames by role, and the password they share."""
    with terms.saying(rounds.the_round().plan_data.tongues):
        rows = setup.usernames_by_role()
    width = max(len(role) for role, _names in rows)
    click.echo(f"\nTài khoản mô phỏng, mật khẩu chung: {password}")
    for role, names in rows:
        click.echo(f"  {role:<{width}}  {names}")
    others = ", ".join(post.username for post in setup.few_posts(setup.OTHER_YEAR))
    click.echo(f"  Danh mục {setup.OTHER_YEAR}: {others}")
    click.echo("  Xã, huyện khác: thay mã đơn vị, xem “flask accounts list”.")


@contextmanager
def fast_commits() -> Iterator[None]:
    """For the block, new connections do not wait for the disk at a commit; afterwards every connection waits again."""
    engine = db.engine
    statement = FAST_COMMITS[engine.dialect.name]

    def relax(dbapi: sqlite3.Connection, _record: object) -> None:
        cursor = dbapi.cursor()
        cursor.execute(statement)
        cursor.close()
        dbapi.commit()

    # connections that are open already would go on waiting
    engine.dispose()
    event.listen(engine, "connect", relax)
    try:
        yield
    finally:
        event.remove(engine, "connect", relax)
        db.session.remove()
        engine.dispose()
