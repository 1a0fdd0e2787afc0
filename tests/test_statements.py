"""Which tests `./test` runs on PostgreSQL after everything ran on SQLite."""

import json
from collections import Counter
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine

from portal.config import ROOT
from tests import conftest, distribution, statements
from tests.statements import Record, Recorder, choose

RECORDS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=4),
    st.builds(Record, st.floats(0, 9), st.frozensets(st.sampled_from("uvwxyz"))),
    max_size=12,
)


@given(RECORDS, st.integers(1, 3))
def test_what_is_chosen_sends_each_statement_often_enough_or_as_often_as_all_do(records, times):
    everywhere = Counter(s for record in records.values() for s in record.statements)
    chosen = Counter(s for test in choose(records, times) for s in records[test].statements)
    assert all(chosen[s] >= min(times, everywhere[s]) for s in everywhere)


def test_of_two_that_send_the_same_the_quicker_is_chosen():
    records = {"slow": Record(5.0, frozenset("ab")), "quick": Record(0.1, frozenset("ab"))}
    assert choose(records, times=1) == {"quick"}
    assert choose(records, times=2) == {"slow", "quick"}


def test_what_those_chosen_later_send_too_is_left_out_again():
    records = {
        "rich": Record(1.0, frozenset("abcdef")),
        "one": Record(0.5, frozenset("abcx")),
        "other": Record(0.5, frozenset("defy")),
    }
    assert choose(records, times=1) == {"one", "other"}


def test_every_place_that_is_treated_apart_is_there():
    apart = (*statements.MAY_DIFFER, *distribution.SPREAD, *distribution.LONG, *distribution.SLOW)
    apart += (*conftest.INSTALLATIONS, *conftest.LOOKS)
    assert [place for place in apart if not (ROOT / place).exists()] == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SELECT a FROM t WHERE b IN (?, ?, ?)", "SELECT a FROM t WHERE b IN (?)", True),
        ("INSERT INTO t (a, b) VALUES (%(a)s, %(b)s)", "INSERT INTO t (a, b) VALUES (%(a)s)", True),
        ("SELECT a FROM t WHERE b = ?", "SELECT a FROM t WHERE c = ?", False),
        ("SELECT a FROM t", "SELECT a FROM t LIMIT ?", False),
        ("SAVEPOINT sa_savepoint_1", "SAVEPOINT sa_savepoint_12", True),
        ("SAVEPOINT sa_savepoint_1", "RELEASE SAVEPOINT sa_savepoint_1", False),
    ],
)
def test_the_number_of_values_is_no_other_statement(one, other, same):
    assert (statements.digest(one) == statements.digest(other)) is same


def sent_by_the_portal(connection, statement):
    """Send it as code of the portal's would."""
    code = compile("connection.execute(statement)", f"{statements.PORTAL[0]}some_room/queries.py", "eval")
    eval(code, {"connection": connection, "statement": text(statement)})  # noqa: S307 - our own line, under another name


def test_what_the_portal_sends_by_any_engine_is_heard_and_written_for_the_next_run(tmp_path):
    recorder = Recorder(tmp_path / "said")
    try:
        for _ in recorder.record("tests/test_some.py::test_one", once=False):
            with create_engine("sqlite://").connect() as connection:
                connection.execute(text("SELECT 1"))
                connection.execute(text("SELECT 2"))
                sent_by_the_portal(connection, "SELECT 1")
        for _ in recorder.record("tests/test_some.py::test_two", once=True):
            pass
        for _ in recorder.record("tests/test_some.py::test_three", once=False):
            with create_engine("sqlite://").connect() as connection:
                connection.execute(text("SELECT 1"))
        recorder.write("gw0")
    finally:
        event.remove(Engine, "before_cursor_execute", recorder.hear)
    records = statements.read(tmp_path / "said")
    known = {statements.digest("SELECT 1")}
    assert [(record.statements, record.once) for record in records.values()] == [
        (known, False),
        (known, False),
        (set(), True),
    ]


def test_a_run_that_wrote_nothing_leaves_nothing_out(tmp_path, request):
    assert statements.read(tmp_path / "nowhere") == {}
    assert statements.left_to_sqlite([request.node], tmp_path) == []


def test_what_is_recorded_and_not_chosen_is_left_out_unless_it_may_differ(tmp_path):
    dull, telling = tmp_path / "test_dull.py", tmp_path / "test_telling.py"
    dull.write_text("def test(): ...")
    telling.write_text("import threading")
    items = [
        SimpleNamespace(nodeid=nodeid, path=path)
        for nodeid, path in (
            ("tests/a.py::rich", dull),
            ("tests/a.py::dull", dull),
            ("tests/a.py::at_once", telling),
            ("tests/ops/b.py::backup", dull),
            ("tests/a.py::new", dull),
        )
    ]
    records = {item.nodeid: (9.0, [], False) for item in items[1:4]} | {items[0].nodeid: (0.1, ["a"], False)}
    (tmp_path / "gw0.json").write_text(json.dumps(records))
    assert [item.nodeid for item in statements.left_to_sqlite(items, tmp_path)] == ["tests/a.py::dull"]


def test_a_file_of_which_nothing_would_run_again_is_not_read_and_its_tests_are_counted(tmp_path):
    folder = tmp_path / "said"
    for name, content in (("dull", ""), ("rich", ""), ("told", "import threading"), ("plain", "import threading")):
        (tmp_path / f"test_{name}.py").write_text(content)
    records = {
        "test_dull.py::test_one": (9.0, ["a"], False),
        "test_dull.py::test_two": (9.0, [], False),
        "test_dull.py::test_of_no_database": (9.0, [], True),
        "test_rich.py::test_one": (0.1, ["a"], False),
        "test_rich.py::test_two": (0.1, ["a"], False),
        "test_told.py::test_one": (9.0, [], False),
        "test_plain.py::test_one": (0.1, [], True),
    }
    folder.mkdir()
    (folder / "gw0.json").write_text(json.dumps(records))
    left = {tmp_path / "test_dull.py": 2, tmp_path / "test_plain.py": 0}
    assert statements.unread_files(folder, tmp_path) == left


def test_the_longest_pieces_are_begun_first_and_by_their_known_times_where_they_are_known():
    tests = {"tests/a.py": ["::one", "::two"], "tests/b.py": ["::one"], "tests/ops/c.py": ["::one"]}
    waiting = distribution.LongFirst((file, {f"{file}{test}": False for test in of}) for file, of in tests.items())
    known = waiting.copy()
    known.seconds = {"tests/a.py::one": 1.0, "tests/a.py::two": 1.0, "tests/b.py::one": 1.5, "tests/ops/c.py::one": 0.1}
    assert [waiting.popitem(last=False)[0] for _ in tests] == ["tests/ops/c.py", "tests/a.py", "tests/b.py"]
    assert [known.popitem(last=False)[0] for _ in tests] == ["tests/a.py", "tests/b.py", "tests/ops/c.py"]
