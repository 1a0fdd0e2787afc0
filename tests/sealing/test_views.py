"""The public log as a citizen and as a tool sees it."""

from __future__ import annotations

import base64
import importlib.util

from portal.ballots.sealing import batch_sealer
from portal.config import ROOT
from portal.extensions import db as database
from portal.extensions import limiter
from portal.sealing import operations
from portal.sealing.log import checkpoints
from portal.sealing.log.tree import leaf_hash, pair
from portal.web.data import clock
from tests import make
from tests.sealing.conftest import cast

spec = importlib.util.spec_from_file_location("verify", ROOT / "docs" / "verify.py")
tool = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tool)
LOG = "/log/198-kh-bdvtu"


def raw(client, address: str) -> bytes:
    return client.get(address).response.data


def test_what_is_downloaded_satisfies_the_tool_and_names_no_unit(survey, client):
    key, note, leaves = raw(client, f"{LOG}/key"), raw(client, f"{LOG}/checkpoint"), raw(client, f"{LOG}/leaves")
    assert tool.verify(leaves, key.decode(), [("mới", note)])
    assert b"07507" not in note + leaves
    older = raw(client, f"{LOG}/checkpoint?size=152")
    assert tool.verify_diff(leaves, key.decode(), ("mới", note), ("cũ", older), raw(client, f"{LOG}/leaves?to=152"))
    assert raw(client, f"{LOG}/leaves?from=3&to=5") == b"".join(leaves.splitlines(keepends=True)[3:5])
    assert b"def verify_diff(" in raw(client, "/log/verify.py")


def test_proofs_lead_to_the_signed_root(survey, client):
    root = raw(client, f"{LOG}/checkpoint").split(b"\n")[2].decode()
    said = client.get(f"{LOG}/proof/inclusion?leaf=0&size=185").response.json
    kind, entry = said["data"].split()
    hashed = leaf_hash(kind.encode() + bytes.fromhex(entry))
    for right in said["proof"]:
        hashed = pair(hashed, base64.b64decode(right))
    assert said["root"] == base64.b64encode(hashed).decode() == root
    consistent = client.get(f"{LOG}/proof/consistency?from=152&to=185").response.json
    assert (consistent["root"], len(consistent["proof"]) > 0) == (root, True)


def test_the_page_says_how_many_and_which_root(survey, client):
    page = client.get(LOG)
    assert page.all("h2")[0].get_text() == "Phiếu của tôi có trong đó không?"
    assert page.one("form[method=post]")["action"] == "/receipt"
    assert page.reads("main > details > summary") == "Dành cho người muốn tự kiểm tra"
    assert "185 dấu niêm phong" in page.reads("main > details")
    assert "185 dấu niêm phong" in page.text
    assert "90 phiếu trả lời" in page.text
    assert "185 seals" in client.get(f"{LOG}?lang=en").text


def test_odd_questions_are_not_found(survey, client):
    odd = ("leaves?to=186", "leaves?from=9&to=3", "leaves?to=x", "proof/inclusion?leaf=185", "proof/consistency?from=0",
           "checkpoint?size=7", f"leaves?to={'9' * 50}",
           f"checkpoint?size=1{'0' * 30}", f"leaves?to={'0' * 5000}")  # fmt: skip
    for address in odd:
        assert client.get(f"{LOG}/{address}").status == 404, address
    assert client.get("/log/khong-co").status == 404


def test_a_new_checkpoint_waits_for_its_ten_minutes(db, at):
    survey = make.survey_round()
    at(clock.at(make.FIRST_DAY, 12))
    cast(survey, 20)
    batch_sealer.run()
    assert size_of(survey) > 0
    operations.seal_settings(survey, "extend")
    database.session.commit()
    at(clock.at(make.FIRST_DAY, 12, 2))
    first = size_of(survey)
    batch_sealer.run()
    assert size_of(survey) == first
    at(clock.at(make.FIRST_DAY, 12, 9))
    batch_sealer.run()
    assert size_of(survey) > first


def size_of(survey) -> int:
    size = checkpoints.latest(survey).size
    database.session.rollback()
    return size


def test_whoever_keeps_asking_for_proofs_waits_and_readers_do_not(survey, client, app, monkeypatch):
    monkeypatch.setitem(app.config, "SOURCE_LIMITS", value=True)
    limiter.reset()
    statuses = [client.get(f"{LOG}/proof/inclusion?leaf=0&size=1", check=False).status for _ask in range(61)]
    assert statuses == [200] * 60 + [429]
    refused = client.get(f"{LOG}/leaves", headers={"HX-Request": "true"})
    assert (refused.status, refused.response.headers["Retry-After"]) == (429, "60")
    assert "Xin chờ một phút" in refused.text
    assert [client.get(f"{LOG}{part}", check=False).status for part in ("", "/checkpoint", "/key")] == [200] * 3
    neighbour = client.get(f"{LOG}/leaves", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    assert neighbour.status == 200
    limiter.reset()
