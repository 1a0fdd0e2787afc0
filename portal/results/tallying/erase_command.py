"""`flask rounds erase`: two persons' names, and exactly what went."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from portal.results.tallying import erasing
from portal.surveys.commands import ask_and_decide, carry_out, round_named, with_two_persons
from portal.surveys.rounds import approvals
from portal.web.data import transactions
from portal.web.jobs import jobs


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
    for line in report or ["Việc nền đang xóa: xem lại ở trang việc cần hai người."]:
        click.echo(line)
    if round_.erased_at is None or not approvals.is_reported(round_, erasing.DEED):
        raise SystemExit(1)
