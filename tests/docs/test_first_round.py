"""What the page of a first round tells a newcomer to type is typed, word for word, on an empty installation."""

from __future__ import annotations

import re
import shlex

import pytest

from portal.accounts import queries as accounts
from portal.config import ROOT
from portal.surveys import queries

COMMANDS = re.compile(r"# First round\n.*?```sh\n(.*?)```", re.DOTALL)


def commands() -> list[list[str]]:
    """The `flask` lines of the page, in their order, without their remarks."""
    found = COMMANDS.search((ROOT / "docs" / "first-round.md").read_text())
    assert found
    lines = [shlex.split(line, comments=True) for line in found[1].splitlines()]
    return [line[1:] for line in lines if line[:1] == ["flask"]]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder in which the page's paths lead to what ships, and where the plan was copied and filled in as it says."""
    plans = ROOT / "plans"
    (tmp_path / "plans").symlink_to(plans)
    (tmp_path / "pks02-md-1.json").symlink_to(plans / "pks02-md-1.json")
    text = (plans / "198-kh-bdvtu.toml").read_text().replace('telephone = ""', 'telephone = "0000 24"')
    (tmp_path / "198-kh-bdvtu.toml").write_text(re.sub(r"(?m)^#(\[\[phones|unit|telephone)", r"\1", text))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_commands_of_a_first_round_work_in_their_order(app, db, folder, client):
    runner = app.test_cli_runner()
    for words in commands():
        answer = runner.invoke(args=words)
        assert answer.exit_code == 0, (words, answer.output)
    assert queries.by_slug("198-kh-bdvtu").approved_at is not None
    assert (folder / "posters.pdf").read_bytes().startswith(b"%PDF")
    assert [one.role for one in accounts.all_accounts()].count("province_approver") == 2
    assert client.get("/rounds/198-kh-bdvtu").status == 200


def test_what_takes_two_approvers_can_be_done_with_the_accounts_of_the_page(app, db, folder):
    runner = app.test_cli_runner()
    for words in [line for line in commands() if line[:2] != ["points", "posters"]]:
        assert runner.invoke(args=words).exit_code == 0, words
    names = [words[2] for words in commands() if words[:2] == ["accounts", "create"] and "province_approver" in words]
    opened = runner.invoke(args=["rounds", "open-results", "198-kh-bdvtu", "--by", names[0], "--second", names[1]])
    assert opened.exit_code == 0, opened.output
