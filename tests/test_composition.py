"""composition.py: every hook of the house is filled, in the one file; what an action does comes in its order."""

from __future__ import annotations

import sys

from portal import composition
from portal.ballots.sealing import round_keys
from portal.config import ROOT
from portal.extensions import HOOKS, Hook
from portal.sealing import operations
from portal.surveys.rounds import approvals


def test_every_hook_that_a_room_declares_is_filled_and_with_something(app):
    modules = [module for name, module in sys.modules.items() if name.startswith("portal.")]
    declared = {value for module in modules for value in vars(module).values() if isinstance(value, Hook)}
    filled = app.extensions[HOOKS]
    assert set(filled) == declared
    assert all(filled.values())


def test_hooks_are_filled_in_one_file_alone():
    filling = [path.name for path in (ROOT / "portal").rglob("*.py") if ".fill(app" in path.read_text(encoding="utf-8")]
    assert filling == ["composition.py"]


def test_an_approval_does_what_stands_in_one_tuple_in_its_order(app):
    with app.app_context():
        assert tuple(approvals.consequences) == composition.CONSEQUENCES
        assert tuple(approvals.guards) == composition.GUARDS
    steps = composition.CONSEQUENCES
    assert steps.index(round_keys.make_when_approved) < steps.index(operations.seal_settings)
