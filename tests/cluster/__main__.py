"""`python -m tests.cluster [--long] [--only WORD] [--keep]`: sets the portal up on many machines, breaks it, tells."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
import traceback
from typing import TYPE_CHECKING

from tests.cluster import (
    capacity,
    directing,
    failover,
    linkage,
    machines,
    members,
    nodes,
    standbys,
    surroundings,
    table,
    upgrades,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cluster.nodes import Portal
    from tests.cluster.table import Row

SHORT: tuple[Callable[[Portal], list[Row]], ...] = (failover.short_form,)
LONG: tuple[Callable[[Portal], list[Row]], ...] = (
    *SHORT,
    failover.ten_kills,
    failover.site_lost,
    standbys.one_standby_away,
    standbys.both_standbys_away,
    standbys.disk_of_a_standby_full,
    directing.etcd_without_majority,
    directing.proxy_left_behind,
    members.forms_at_both_nodes_at_once,
    members.node_enrolled_lost_replaced,
    surroundings.clock_of_a_node_off,
    surroundings.redis_gone,
    upgrades.rolling_restart,
    upgrades.migration_half_done,
    capacity.three_times_the_capacity,
    capacity.cost_of_a_citizen,
    capacity.not_here,
    linkage.linkage_after_the_purge,
)


def main() -> int:
    """0 where every row holds that could be run, else 1."""
    asked = argparse.ArgumentParser(prog="tests.cluster")
    asked.add_argument("--long", action="store_true", help="every row, and ten kills in five minutes")
    asked.add_argument("--only", default="", help="the scenarios whose name holds this word")
    asked.add_argument("--keep", action="store_true", help="leave folder and logs where they are")
    options = asked.parse_args()
    wanted = options.only.split(",")
    scenarios = [one for one in (LONG if options.long else SHORT) if any(word in one.__name__ for word in wanted)]
    site = machines.new_site()
    began, rows = time.monotonic(), list[table.Row]()
    try:
        rows = run(nodes.portal_on(site), scenarios)
    finally:
        if not options.keep and all(row.held is not False for row in rows):
            shutil.rmtree(site.folder, ignore_errors=True)
        else:
            print(f"logs: {site.folder}")
    print(table.printed(rows))
    print(f"{time.monotonic() - began:.0f} s")
    return int(any(row.held is False for row in rows))


def run(portal: Portal, scenarios: list[Callable[[Portal], list[Row]]]) -> list[Row]:
    """One scenario after the other on one portal; one that breaks off is a row that does not hold."""
    rows: list[Row] = []
    told = 0
    try:
        began = time.monotonic()
        portal.start()
        print(f"set up in {time.monotonic() - began:.0f} s", flush=True)
        for scenario in scenarios:
            began = time.monotonic()
            try:
                rows += scenario(portal)
            except Exception as error:  # noqa: BLE001 - the others are run, and this one is told
                traceback.print_exc()
                rows.append(table.judged(scenario.__name__, "comes to its end", str(error)[:300], ["BROKE OFF"]))
                portal.heal()
            print(table.printed(rows[told:]), flush=True)
            told = len(rows)
            print(f"{scenario.__name__}: {time.monotonic() - began:.0f} s", flush=True)
    except Exception:
        print(nodes.log_of(portal.site.folder))
        raise
    finally:
        portal.end()
    return rows


if __name__ == "__main__":
    sys.exit(main())
