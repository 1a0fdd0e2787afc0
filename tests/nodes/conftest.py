"""Machines with folders of their own over one database, in this process."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import pytest

from portal import secret_keys
from portal.config import key_settings
from portal.extensions import db as database
from portal.nodes import enrolment, installation_keys, keys
from portal.nodes.membership import Membership
from portal.nodes.reconciler import Reconciler
from portal.nodes.round_secrets import answer_secrets, used_token_secrets
from portal.web.data import transactions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask


class Machine:
    """What stands for an application on another machine: its settings, its keys, its share of the work."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app_context = app.app_context
        self.folder = folder / "keys"
        self.config = {**app.config, "INSTANCE": str(folder)}
        self.start()

    def start(self) -> None:
        """Begin anew, with what is sealed to it by now."""
        with transactions.read_connection() as connection:
            opened = installation_keys.open_sealed(connection, self.folder)
        chance = {name: secrets.token_bytes(32) for name in secret_keys.NAMES}
        self.config |= key_settings(opened or chance, held=bool(opened))
        self.extensions = {"nodes": Membership(self)}
        self.membership = self.extensions["nodes"]
        self.marks = self.extensions["used_token_secrets"] = used_token_secrets(self.membership)
        self.answers = self.extensions["answer_secrets"] = answer_secrets(self.membership)
        self.reconciler = Reconciler(self)
        self.reconciler.once()

    def request(self, name: str) -> str:
        with writing() as connection:
            return enrolment.request(connection, self.membership, name)

    def half(self, round_id: int, purpose: str) -> Path:
        return keys.half_file(self.folder, round_id, purpose)


class Leader:
    """Who may answer for a disk that is destroyed; each of them is somebody else."""

    def __init__(self, username: str, *, active: bool = True, decides: bool = True) -> None:
        self.username, self.active, self.decides, self.person = username, active, decides, self

    def can(self, permission: str) -> bool:
        return self.decides and permission == "deeds:decide"

    def is_same_as(self, other: object) -> bool:
        return self is other


def writing():
    database.session.rollback()
    return transactions.write_engine().begin()


@pytest.fixture
def first(app: Flask, db: object) -> Reconciler:
    """The machine that holds the files of keys: the application of the tests."""
    reconciler = Reconciler(app)
    reconciler.once()
    return reconciler


@pytest.fixture
def machine(app: Flask, first: Reconciler, tmp_path: Path) -> Callable[..., Machine]:
    """`machine("may-2")` is another machine, enrolled by the first."""

    def enrolled(name: str, *, opens_answers: bool = False) -> Machine:
        made = Machine(app, tmp_path / name)
        let_in(first, name, made.request(name), opens_answers=opens_answers)
        made.start()
        return made

    return enrolled


def let_in(first: Reconciler, name: str, fingerprint: str, *, opens_answers: bool = False) -> None:
    with writing() as connection:
        enrolment.enrol(connection, first.membership, name, fingerprint, opens_answers=opens_answers)
