"""The Debian package: units that systemd takes and how open they are, scripts, settings; whole by ./test --long."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from portal import config
from portal.config import ROOT

pytestmark = pytest.mark.once
FOLDER = ROOT / "packaging"
SERVICES = sorted((FOLDER / "systemd").glob("*.service"))
SCRIPTS = [FOLDER / name for name in ("build", "ydan", "ydan-release", "ydan-upgrade")]
SCRIPTS += [FOLDER / "debian" / name for name in ("postinst", "prerm", "postrm")]
MOST_EXPOSED = 3.0


def said(*command: object) -> str:
    """What a program says. Raises where it falls."""
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_run_and_read_by_sh(path):
    assert path.read_text().startswith("#!/bin/sh\n")
    assert path.stat().st_mode & 0o111
    said("sh", "-n", path)


def test_every_service_writes_in_its_own_folders_alone_and_has_no_right_of_root():
    assert {path.stem for path in SERVICES} == {"ydan-web", "ydan-staff", "ydan-worker", "ydan-backup"}
    for path in SERVICES:
        lines = path.read_text().splitlines()
        assert {"User=ydan", "CapabilityBoundingSet=", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(lines), (
            path
        )
        assert [line for line in lines if line.startswith("ReadWritePaths=")] == [
            "ReadWritePaths=/var/lib/ydan /var/backups/ydan"
        ]


def test_systemd_finds_no_service_more_exposed_than_three():
    if shutil.which("systemd-analyze") is None:
        return  # not this system's: the lines above are what it would judge
    for path in SERVICES:
        judged = said("systemd-analyze", "security", "--offline=yes", "--no-pager", path)
        level = re.search(r"Overall exposure level for \S+: ([\d.]+)", judged)
        assert level, judged
        assert float(level[1]) <= MOST_EXPOSED, path.name


def test_each_setting_of_the_package_is_one_of_the_portal():
    texts = [path.read_text() for path in (FOLDER / "ydan.env", ROOT / "Containerfile", *SERVICES)]
    named = {name for text in texts for name in re.findall(r"\bPORTAL_([A-Z_]+)=", text)}
    assert named
    assert named <= set(config.SETTINGS)


def test_a_proxy_tells_no_address_to_any_log_and_no_host_of_a_strangers_choice():
    nginx = (FOLDER / "proxy" / "nginx.conf").read_text()
    servers = nginx.count("server {")
    assert nginx.count("access_log off;") == nginx.count("error_log /dev/null crit;") == servers == 3
    assert nginx.count('proxy_set_header X-Forwarded-Host "";') == nginx.count("proxy_pass") == 2
    caddy = (FOLDER / "proxy" / "Caddyfile").read_text()
    assert "header_up -X-Forwarded-Host" in caddy
    # an error is told with the caller's address, whatever the sites say
    assert re.findall(r"^\s*log\b[^}]*}", caddy, re.MULTILINE) == ["\tlog {\n\t\texclude http\n\t}"]


@pytest.mark.long
def test_the_package_is_built_and_installs_its_release_without_network(tmp_path):
    said(FOLDER / "build", tmp_path)
    (package,) = tmp_path.glob("ydan_*_amd64.deb")
    assert package.name == f"ydan_{config.VERSION}_amd64.deb"
    held = said("dpkg-deb", "--contents", package)
    for wanted in ("/usr/bin/ydan", "/usr/sbin/ydan-upgrade", "/lib/systemd/system/ydan-web.socket", "htmx.min.js"):
        assert wanted in held, wanted
    assert {"cp311-cp311", "cp313-cp313"} <= set(re.findall(r"cp3\d+-cp3\d+", held))
    assert "tests/" not in held
    root = tmp_path / "root"
    said("dpkg-deb", "--extract", package, root)
    script = (root / "usr/lib/ydan/ydan-release").read_text().replace("home=/usr", f"home={root}/usr")
    (tmp_path / "release").write_text(script)
    alone = ["unshare", "--net", "--map-root-user"] if shutil.which("unshare") else []
    made = Path(said(*alone, "sh", tmp_path / "release").splitlines()[-1])
    assert said(made / ".venv/bin/python", "-c", f"import sys; sys.path.insert(0, '{made}'); import portal.app") == ""
    assert "Flask" in said(made / ".venv/bin/flask", "--version")
    assert said(*alone, "sh", tmp_path / "release").strip() == str(made)
