"""Which server of PostgreSQL may be written to, and what a node remembers of timelines."""

from __future__ import annotations

import json

import pytest

from portal.web.data.fencing import Timelines, refusal


@pytest.mark.parametrize(
    ("names", "commit", "timeline", "newest", "reason", "bars_jobs"),
    [
        ("*", "on", 1, 1, None, None),
        ("FIRST 1 (kho_2)", "remote_apply", 12, 12, None, None),
        ("", "on", 1, 1, "synchronous_standby_names is empty", False),
        (" ", "on", 1, 1, "synchronous_standby_names is empty", False),
        ("*", "local", 1, 1, "synchronous_commit is local", False),
        ("*", "remote_write", 1, 1, "synchronous_commit is remote_write", False),
        ("*", "off", 1, 1, "synchronous_commit is off", False),
        ("*", "on", 1, 2, "old primary: timeline 1 after 2", True),
        ("", "local", 9, 10, "old primary: timeline 9 after 10", True),
        ("*", "on", 0, 2, "this server is a standby", True),
    ],
)
def test_a_server_is_judged_by_what_it_waits_for_and_by_its_timeline(
    names, commit, timeline, newest, reason, bars_jobs
):
    found = refusal(names, commit, timeline, newest)
    assert (found and found.reason, found and found.bars_jobs) == (reason, bars_jobs)


def test_the_newest_timeline_of_each_cluster_outlives_the_process_and_reaches_the_others(tmp_path):
    file = tmp_path / "timelines.json"
    one, other = Timelines(file), Timelines(file)
    assert one.newest("77", 3) == 3
    assert one.newest("77", 2) == 3
    assert one.newest("88", 1) == 1  # set up anew: another cluster, nobody has to be told
    assert other.newest("77", 1) == 3  # what another process has seen
    one.newest("77", 4)
    assert other.newest("77", 3) == 3
    other.refresh()
    assert other.newest("77", 3) == 4
    assert Timelines(file).newest("77", 1) == 4
    assert json.loads(file.read_text()) == {"77": 4, "88": 1}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"77": "x"}'])
def test_a_file_that_cannot_be_read_stops_nobody(tmp_path, content):
    file = tmp_path / "timelines.json"
    file.write_text(content)
    assert Timelines(file).newest("77", 2) == 2
    assert json.loads(file.read_text()) == {"77": 2}
