"""`flask rounds erase`: two persons' names, and exactly what went."""

from __future__ import annotations

import click

from portal.results.tallying import erasing
from portal.surveys.commands import done, named, rounds, together, two_persons
from portal.surveys.rounds import deeds
from portal.web.data import transactions
from portal.web.jobs import jobs


@rounds.command("erase")
@two_persons
def erase(slug: str, by: str, second: str) -> None:
    """Erase ballots, comments and the key of a round after its complaint period; prints what went."""
    survey = done(lambda: together(slug, erasing.DEED, by, second))
    job = erasing.latest(survey)
    if job is not None:
        jobs.run(job.id)
    transactions.read_only()
    survey = named(slug)
    deed = deeds.done_of(survey, erasing.DEED)
    told = deed.payload.get(deeds.REPORT) if deed else None
    for line in told or ["Việc nền đang xóa: xem lại ở trang việc cần hai người."]:
        click.echo(line)
    if survey.erased_at is None or not deeds.is_reported(survey, erasing.DEED):
        raise SystemExit(1)
