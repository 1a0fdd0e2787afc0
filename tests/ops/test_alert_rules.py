"""The alert rules ask for what the portal tells, name checks that there are, and say how to mend each.

That they fire, and not too early, promtool tries: `./test` has it read `ydan.rules.test.yml`.
"""

from __future__ import annotations

import re

import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest

from portal.ballots.sealing import batch_sealer
from portal.config import ROOT
from portal.extensions import db as database
from portal.ops.condition import examining, replication_checks
from portal.ops.condition.checks import BY_NAME
from portal.ops.condition.replication_checks import Standby
from portal.sealing import operations
from portal.web.jobs.health import PortalMetrics
from tests import make

FOLDER = ROOT / "packaging" / "prometheus"
RULES = [
    rule
    for group in yaml.safe_load((FOLDER / "ydan.rules.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
CHECKED = re.compile(r'portal_doctor_fault\{check[!=]~?"([\w|-]+)"\}')


def test_every_figure_that_a_rule_asks_for_is_told(app, db, monkeypatch):
    survey = make.survey_round()
    operations.seal_settings(survey, "extend")
    database.session.commit()
    batch_sealer.run(sign=True)
    examining.run()
    monkeypatch.setattr(replication_checks, "is_postgresql", lambda: True)
    for name, found in (
        ("standbys", [Standby("kho-2", "streaming", 0, 0.1, is_synchronous=True)]),
        ("slots", []),
        ("timeline", 3),
    ):
        monkeypatch.setattr(replication_checks, name, lambda found=found: found)
    registry = CollectorRegistry()
    registry.register(PortalMetrics(app))
    told = set(re.findall(r"^portal_\w+", generate_latest(registry).decode(), re.MULTILINE))
    asked = {name for rule in RULES for name in re.findall(r"portal_\w+", rule["expr"])}
    assert asked - told == set()


@pytest.mark.once
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_says_how_to_mend_it_and_names_checks_of_the_doctor(rule):
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["remedy"]
    assert rule["labels"]["severity"] in {"critical", "warning"}
    named = {name for found in CHECKED.findall(rule["expr"]) for name in found.split("|")}
    assert named <= set(BY_NAME)


@pytest.mark.once
def test_every_rule_is_tried():
    tried = yaml.safe_load((FOLDER / "ydan.rules.test.yml").read_text(encoding="utf-8"))["tests"]
    assert [one["name"] for one in tried] == [rule["alert"] for rule in RULES]
