"""Nobody relies on what is not on the disk; nobody sees half a file; the old goes only when the new is kept."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from portal.config import ROOT
from portal.web.data import durable
from tests.calls import Calls

pytestmark = pytest.mark.once
PROCESSES, START_SECONDS = 6, 8
LOOK = """
import sys, time, pathlib
from portal import secret_keys
folder, start = pathlib.Path(sys.argv[1]), float(sys.argv[2])
time.sleep(max(0, start - time.time()))
print({name: key.hex() for name, key in secret_keys.load(folder).items()})
"""


def test_many_processes_at_the_first_start_have_the_same_whole_keys(tmp_path):
    """Each either makes a key or waits for none: what it reads is what all others read."""
    command = [sys.executable, "-c", LOOK, str(tmp_path / "instance" / "keys"), str(time.time() + START_SECONDS)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    said = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0] * PROCESSES
    assert len(set(said)) == 1
    assert not list((tmp_path / "instance" / "keys").glob(".*"))


@pytest.fixture
def calls(monkeypatch, tmp_path):
    """Made after the test's folder, which calls for some of its own."""
    return Calls(monkeypatch)


def test_a_file_is_on_the_disk_before_it_has_its_name_and_the_name_before_anybody_goes_on(calls, tmp_path):
    durable.create_atomically(tmp_path / "a.key", b"1" * 32)
    draft, folder = ".a.key", tmp_path.name
    assert calls.made == [("fsync", draft), ("fsync", folder), ("link", draft), ("unlink", draft), ("fsync", folder)]


def test_a_file_is_replaced_only_by_one_that_is_on_the_disk(calls, tmp_path):
    target, draft, folder = tmp_path / "b.head", ".b.head", tmp_path.name
    target.write_bytes(b"old")
    durable.replace_atomically(target, b"new")
    assert calls.made == [("fsync", draft), ("fsync", folder), ("replace", draft), ("fsync", folder)]
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"new", 0o600)


def test_a_file_that_was_written_elsewhere_is_on_the_disk_before_it_is_renamed(calls, tmp_path):
    (tmp_path / "backup.zip.part").write_bytes(b"new")
    durable.rename(tmp_path / "backup.zip.part", tmp_path / "backup.zip")
    part = "backup.zip.part"
    assert calls.made == [("fsync", part), ("replace", part), ("fsync", tmp_path.name)]


def test_the_first_of_two_keeps_its_file(tmp_path):
    for content in (b"first", b"second"):
        durable.create_atomically(tmp_path / "key", content)
    assert (tmp_path / "key").read_bytes() == b"first"
    assert [file.name for file in tmp_path.iterdir()] == ["key"]


def test_a_folder_is_made_with_its_parents_and_each_name_is_kept(calls, tmp_path):
    durable.make_folder(tmp_path / "instance" / "keys")
    assert calls.made == [("fsync", tmp_path.name), ("fsync", "instance")]
    assert (tmp_path / "instance" / "keys").stat().st_mode & 0o777 == 0o700
