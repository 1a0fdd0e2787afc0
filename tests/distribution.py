"""Which process runs which tests: those of a file together, since they share what the file makes; the longest first."""

from __future__ import annotations

import os
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from xdist.scheduler import LoadScopeScheduling

from portal.config import ROOT
from tests import databases, statements

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest
    from xdist.remote import Producer

JOURNEYS = "tests/journeys/"
SPREAD = ("tests/test_access.py", "tests/test_links.py", "tests/test_downloads.py", "tests/journeys/test_every_page.py")
"""Long files whose tests share nothing: as one piece they would keep the last process busy alone."""
LONG = (
    "tests/demo/",
    "tests/faults/",
    "tests/journeys/test_citizen.py",
    "tests/journeys/test_staff.py",
    "tests/surveys/points/test_posters.py",
    "tests/documents/lifecycle/test_operations.py",
    "tests/results/test_round_shapes.py",
    "tests/documents/test_printing.py",
    "tests/journeys/test_every_page.py",
    "tests/test_access.py",
    "tests/web/media/",
    "tests/results/tallying/test_erasing.py",
    "tests/fieldwork/test_round_shapes.py",
    "tests/journeys/",
    "tests/ops/",
    "tests/test_catalogues.py",
    "tests/web/http/test_payloads.py",
    "tests/web/data/test_durable.py",
    "tests/test_links.py",
)
"""Begun first where it is not known how long each takes: a long piece begun last would keep one process busy alone."""
SLOW = (
    *("tests/test_access.py", "tests/test_links.py", "tests/test_catalogues.py", "tests/test_downloads.py"),
    *(
        "tests/faults/",
        "tests/ops/",
        "tests/demo/",
        "tests/docs/test_first_round.py",
        "tests/web/http/test_payloads.py",
    ),
    *("tests/results/test_round_shapes.py", "tests/fieldwork/test_round_shapes.py", "tests/results/tallying/"),
    *("tests/documents/", "tests/surveys/points/test_posters.py", "tests/surveys/questionnaire/test_xlsform.py"),
    *("tests/web/media/", "tests/fieldwork/roster/imports/test_roster_file.py", "tests/ballots/sealing/test_traces.py"),
    *("tests/sealing/test_periodic_check.py", "tests/sealing/test_rules.py", "tests/results/release/test_releasing.py"),
    *("tests/results/statistics/test_flags_never_stop.py", "tests/results/disclosure/test_non_interference.py"),
    # more than a quarter of a second a test (30 November 2026): a twentieth of the tests in a third of the time
    *(
        "tests/accounts/admin/test_importing.py",
        "tests/approvals/test_migration.py",
        "tests/bench/",
        "tests/first_run/",
    ),
    *("tests/ballots/form/test_translations.py", "tests/ballots/intake/test_fuzz.py", "tests/docs/test_pages.py"),
    *("tests/ballots/intake/test_operations.py", "tests/ballots/sealing/test_batch_sealer.py", "tests/test_badges.py"),
    *(
        "tests/ballots/sealing/test_order.py",
        "tests/fieldwork/awards/test_pages.py",
        "tests/fieldwork/test_withheld.py",
    ),
    *("tests/fieldwork/publicity/test_moving.py", "tests/fieldwork/publicity/test_posts.py"),
    *("tests/fieldwork/reporting/test_papers.py", "tests/fieldwork/reporting/test_reports.py"),
    *("tests/fieldwork/roster/board/test_board.py", "tests/fieldwork/roster/lists/test_papers.py"),
    *("tests/fieldwork/taskforce/test_papers.py", "tests/fieldwork/test_several_rounds.py"),
    *("tests/results/disclosure/test_estimate_auditor.py", "tests/results/tables/test_estimate_pages.py"),
    *("tests/results/tables/test_result_views.py", "tests/results/test_queries.py", "tests/sealing/test_tampering.py"),
    *("tests/results/test_two_catalogues.py", "tests/surveys/catalogues/test_views.py"),
    *("tests/surveys/plan/test_plan_pages.py", "tests/surveys/questionnaire/test_editing.py"),
    *("tests/web/data/test_durable.py", "tests/web/http/test_redirects.py"),
    # a sixth of a second a test and more, but for the core of intake and visits
    *("tests/ballots/desks/test_desk_phones.py", "tests/ballots/sealing/test_quarantine.py"),
    *("tests/fieldwork/awards/test_ranking.py", "tests/fieldwork/inspections/test_posters.py"),
    *("tests/fieldwork/publicity/test_overview.py", "tests/fieldwork/publicity/test_publicity.py"),
    *("tests/fieldwork/taskforce/test_task_forces.py", "tests/fieldwork/test_two_catalogues.py"),
    *("tests/fieldwork/turnout/test_board.py", "tests/fieldwork/visits/test_masked_turnout.py"),
    *("tests/nodes/test_machines.py", "tests/results/exclusions/", "tests/results/exports/test_result_exports.py"),
    *("tests/results/release/test_english.py", "tests/results/statistics/test_weighting.py"),
    *("tests/results/test_other_questions.py", "tests/surveys/plan/test_plan_file.py"),
)
"""Walks over every page, servers of their own, printing, attacks: most of the time; `./test --fast` leaves them out."""


def is_left_out(file: Path, marks: str) -> bool:
    """Whether all that a file or folder holds is left out by `-m`: then it need not be read."""
    name = f"{file.relative_to(ROOT)}{'/' if file.is_dir() else ''}"
    return ("not slow" in marks and name.startswith(SLOW)) or ("not journey" in marks and name.startswith(JOURNEYS))


def is_long() -> bool:
    """Whether this is `./test --long`: rehearsals in full size, and what is marked `long`."""
    return bool(os.environ.get("PORTAL_TEST_LONG"))


def seconds_on_sqlite() -> dict[str, float]:
    """How long each test took there, for the run on PostgreSQL after it; else nothing."""
    folder = os.environ.get("PORTAL_TEST_STATEMENTS", "")
    if not folder or databases.engine_name() != "postgresql":
        return {}
    return {test: record.seconds for test, record in statements.read(Path(folder)).items()}


class LongFirst(OrderedDict[str, dict[str, bool]]):
    """The pieces of work that wait, each with its tests; the scheduler takes the next by `popitem`."""

    seconds: Mapping[str, float] = {}
    """How long tests took before, where that is known."""

    def cost(self, piece: str) -> float:
        return sum(self.seconds.get(test, 0.0) for test in self[piece])

    def popitem(self, last: bool = True) -> tuple[str, dict[str, bool]]:  # noqa: FBT001, FBT002 - as OrderedDict has it
        if self.seconds:
            dearest = max(self, key=self.cost)
            return dearest, self.pop(dearest)
        for start in LONG:
            for piece in self:
                if piece.startswith(start):
                    return piece, self.pop(piece)
        return super().popitem(last)


class ByFile(LoadScopeScheduling):
    """xdist's own groups are marks in a test's name, which pytest 9.2 no longer lets it change (xdist 3.8.0)."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        self.workqueue = LongFirst()
        self.workqueue.seconds = seconds_on_sqlite()

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if file in SPREAD else file
