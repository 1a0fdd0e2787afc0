"""`ydan-upgrade`: a new release in the place of the one that serves, while citizens post; back by itself if it ails.

`python -m portal.ops.upgrade --from OLD --to NEW --link CURRENT --probe PORT RESTART…`, run from the new release. The
database is only widened here: the old release must go on working on it. What takes away comes later, by `--contract`.
"""

import http.client
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import click

from portal.ops.serving import has_first_page

LOOKS_TO_START, LOOKS_TO_FAIL = 30, 3
START_SECONDS = 60
Columns = Mapping[str, Mapping[str, bool]]

# Run by a release's own Python. Every table with its columns, each with whether a row may be written without it.
TABLES = """
import json
from portal import create_app
from portal.extensions import db
app = create_app()
with app.app_context():
    print(json.dumps({f"{key or 'main'}.{table.name}": {
        column.name: bool(column.nullable or column.server_default is not None) for column in table.columns
    } for key, data in db.metadatas.items() for table in data.tables.values()}))
"""
# Each migration, the oldest first, with whether it takes away what the release before still uses.
REVISIONS = """
import json
from alembic.script import ScriptDirectory
found = [(one.revision, bool(getattr(one.module, "contract", False)))
         for one in ScriptDirectory("migrations").walk_revisions()]
print(json.dumps(found[::-1]))
"""


class Refused(Exception):
    """The upgrade does not go on; the sentence says why and what serves now."""


@dataclass(frozen=True)
class Release:
    """A folder of the portal's code with its own Python, and the user whom its commands run as (empty: ours)."""

    root: Path
    user: str = ""

    @property
    def version(self) -> str:
        return (self.root / "VERSION").read_text(encoding="utf-8").strip()

    def command(self, *words: str) -> list[str]:
        """A program of the release's Python, as its user."""
        who = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--init-groups"] if self.user else []
        return [*who, str(self.root / ".venv" / "bin" / "python"), *words]

    def run(self, *words: str) -> str:
        """What a program of the release says. Raises Refused where it falls."""
        done = subprocess.run(  # noqa: S603 - the release's own commands
            self.command(*words), cwd=self.root, env=environment(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Refused(f"{' '.join(words[:4])}: {(done.stderr or done.stdout).strip()[-600:]}")
        return done.stdout

    def flask(self, *words: str) -> str:
        """What one of its commands says."""
        return self.run("-m", "flask", *words)


def environment(**changes: str) -> dict[str, str]:
    """Ours, with some settings changed."""
    return {**os.environ, "FLASK_APP": "wsgi", "PYTHONDONTWRITEBYTECODE": "1", **changes}


def misfits(old: Columns, new: Columns) -> list[str]:
    """What keeps an old release from working on a new one's tables: what is gone, and what it would not fill in."""
    gone = [f"bỏ bảng {table}" for table in old if table not in new]
    for table in sorted(old.keys() & new.keys()):
        gone += [f"bỏ cột {table}.{name}" for name in old[table] if name not in new[table]]
        gone += [
            f"thêm cột bắt buộc {table}.{name}"
            for name, may_be_left in new[table].items()
            if name not in old[table] and not may_be_left
        ]
    return gone


def widened_to(revisions: Sequence[tuple[str, bool]], known: Iterable[str]) -> tuple[str, list[str]]:
    """How far the tables may go while the old release serves, and what is left for later.

    `revisions` with whether each takes away; those that the old release knows (`known`) were its own business.
    """
    known = set(known)
    new = [(revision, takes_away) for revision, takes_away in revisions if revision not in known]
    widening = list(itertools.takewhile(lambda one: not one[1], new))
    later = [revision for revision, _takes_away in new[len(widening) :]]
    upto = widening[-1][0] if widening else next(name for name, _ in reversed(revisions) if name in known)
    return upto, later


def stands(looks: Iterable[bool]) -> bool:
    """Whether a release that was just put in place stands: looks a second apart.

    It may take thirty to answer for the first time; after that three failures in a row are its fall.
    """
    failed, has_answered = 0, False
    for well in looks:
        failed = 0 if well else failed + 1
        has_answered = has_answered or well
        if failed >= (LOOKS_TO_FAIL if has_answered else LOOKS_TO_START):
            return False
    return has_answered and not failed


def notes_between(text: str, old: str, new: str) -> str:
    """Of the notes «what changes for whom», the sections of versions after `old` up to `new`; newest first, as kept."""
    sections = re.split(r"(?m)^(?=## )", text)[1:]
    wanted = [one for one in sections if number(old) < number(one[3:].split()[0]) <= number(new)]
    return "".join(wanted).strip()


def number(version: str) -> tuple[int, ...]:
    """A version to compare by: 0.10.0 comes after 0.9.1."""
    return tuple(map(int, re.findall(r"\d+", version)))


def looks(ports: Sequence[int], known_as: str, seconds: float) -> Iterator[bool]:
    """Look at every site once a second for a while: its health, its first page, and whether its database answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        yield all(is_well(port, known_as) for port in ports)
        time.sleep(1)


def is_well(port: int, known_as: str) -> bool:
    """Whether a site answers with its first page, and its database does."""
    return has_first_page("127.0.0.1", port, known_as) and database_state(port) == "ok"


def database_state(port: int) -> str:
    """What a site says of its database when asked whether it is ready."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/readyz")
        return str(json.loads(connection.getresponse().read()).get("database"))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return type(error).__name__


@contextmanager
def on_trial(release: Release, known_as: str) -> Iterator[int]:
    """A release's citizens' site on a free port of its own, while the old one serves on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"PORTAL_PORT": str(port), "PORTAL_HOST": "127.0.0.1", "PORTAL_SITE": "public", "PORTAL_WORKERS": "1"}
    settings |= {"PORTAL_METRICS_PORT": "0", "PORTAL_BASE_URL": os.environ.get("PORTAL_BASE_URL") or base_url(known_as)}
    process = subprocess.Popen(  # noqa: S603 - the release's own server
        release.command("-m", "flask", "serve"), cwd=release.root, env=environment(**settings)
    )
    try:
        yield port
    finally:
        process.terminate()
        process.wait(30)


def base_url(known_as: str) -> str:
    """The address of a site that is tried out on this machine."""
    return f"http://{known_as}"


@dataclass(frozen=True)
class Upgrade:
    """One upgrade: from which release to which, the link that says which serves, how it is started anew, who looks."""

    old: Release
    new: Release
    link: Path
    restart: Sequence[str]
    ports: Sequence[int]
    known_as: str
    seconds: float
    say: Callable[[str], None]

    def run(self, backups: Path) -> list[str]:
        """Do all of it; returns the migrations left for later. Raises Refused, with the old release serving."""
        if faults := misfits(self.tables(self.old), self.tables(self.new)):
            raise Refused(
                f"bản {self.new.version} không nâng khi đang chạy được ({'; '.join(faults[:5])}): chưa thay đổi gì. "
                "Nâng cấp có dừng cổng: docs/operations.md, mục 10."
            )
        backup = backups / f"ydan-{time.strftime('%Y-%m-%d-%H%M%S')}-truoc-{self.new.version}.zip"
        self.say(f"1/5 sao lưu và phục hồi thử: {backup}")
        self.old.flask("backup", "create", str(backup))
        self.new.flask("backup", "drill", str(backup))  # the new release's migrations on a copy of these data
        upto, later = widened_to(self.revisions(self.new), [name for name, _ in self.revisions(self.old)])
        self.say(f"2/5 mở rộng dữ liệu đến {upto}")
        self.widen(upto)
        self.say(f"3/5 chạy thử bản {self.new.version} ở cổng riêng")
        self.try_out()
        self.say("4/5 đổi bản")
        self.switch(self.new)
        self.say(f"5/5 theo dõi {self.seconds:.0f} giây")
        if not stands(looks(self.ports, self.known_as, self.seconds)):
            self.go_back()
        return later

    def widen(self, upto: str) -> None:
        """Migrate. Raises Refused where that fails: the trial was on SQLite, whatever the portal's database is."""
        try:
            self.new.flask("db", "upgrade", upto)
        except Refused as refusal:
            raise Refused(f"{refusal}; chưa đổi bản, cổng vẫn chạy bản {self.old.version}.") from refusal

    def tables(self, release: Release) -> Columns:
        """The tables that a release's code knows."""
        found: Columns = json.loads(release.run("-c", TABLES).splitlines()[-1])
        return found

    def revisions(self, release: Release) -> list[tuple[str, bool]]:
        """A release's migrations, the oldest first."""
        return [(name, takes_away) for name, takes_away in json.loads(release.run("-c", REVISIONS))]

    def try_out(self) -> None:
        """Have the new release answer on a port of its own. Raises Refused where it does not; nothing was switched."""
        with on_trial(self.new, self.known_as) as port:
            until = time.monotonic() + START_SECONDS
            while not is_well(port, self.known_as):
                if time.monotonic() > until:
                    raise Refused(
                        f"bản {self.new.version} không trả lời khi chạy thử ({database_state(port)}): chưa đổi bản, "
                        f"cổng vẫn chạy bản {self.old.version}."
                    )
                time.sleep(0.5)

    def switch(self, release: Release) -> None:
        """Let the link say a release, at once, and start the services anew; who calls meanwhile waits in the socket."""
        fresh = self.link.with_name(f"{self.link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(release.root)
        fresh.replace(self.link)
        subprocess.run(self.restart, check=True)  # noqa: S603 - what the operator's script says

    def go_back(self) -> None:
        """Put the old release in place again. Always raises Refused."""
        self.switch(self.old)
        well = stands(itertools.islice(looks(self.ports, self.known_as, LOOKS_TO_START), LOOKS_TO_FAIL + 2))
        now = f"đã tự quay lại bản {self.old.version}" if well else f"bản {self.old.version} cũng chưa trả lời"
        raise Refused(f"bản {self.new.version} không đạt trong lúc theo dõi: {now}.")


@click.command()
@click.option("--from", "old", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--to", "new", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--link", type=click.Path(path_type=Path), required=True, help="The link that says which release serves.")
@click.option("--probe", "ports", type=int, multiple=True, required=True, help="Ports of the sites.")
@click.option("--user", default="", help="Whom the portal's commands run as.")
@click.option("--seconds", default=60.0, show_default=True, help="How long the new release is watched.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--contract", is_flag=True, help="Do what an earlier upgrade left for later, nothing else.")
@click.argument("restart", nargs=-1, required=True)
def main(  # noqa: PLR0913 - the options of a command
    *, old: Path, new: Path, link: Path, ports: Sequence[int], user: str, seconds: float, yes: bool, contract: bool,
    restart: Sequence[str],
) -> None:  # fmt: skip
    """Put a release in the place of another while the portal serves."""
    before, after = Release(old.resolve(), user), Release(new.resolve(), user)
    known_as = urlsplit(os.environ.get("PORTAL_BASE_URL", "")).netloc or f"127.0.0.1:{ports[0]}"
    try:
        if contract:
            after.flask("db", "upgrade")
            click.echo("Đã thu gọn dữ liệu; từ nay không quay lại bản trước được nữa.")
            return
        tell(before, after, ask=not yes)
        upgrade = Upgrade(before, after, link, restart, ports, known_as, seconds, click.echo)
        later = upgrade.run(Path(os.environ.get("PORTAL_BACKUP_DIR") or "."))
    except Refused as refusal:
        click.echo(f"KHÔNG NÂNG CẤP: {refusal}", err=True)
        sys.exit(1)
    click.echo(f"Đã nâng cấp lên bản {after.version}.")
    if later:
        click.echo(f"Còn bước thu gọn dữ liệu ({', '.join(later)}): sau vài ngày ổn định chạy ydan-upgrade --contract")


def tell(before: Release, after: Release, *, ask: bool) -> None:
    """Say what changes for whom; ask whether to go on. Raises click.Abort where not."""
    notes = after.root / "docs" / "upgrade-notes.md"
    text = notes.read_text(encoding="utf-8") if notes.exists() else ""
    click.echo(f"Nâng cấp từ bản {before.version} lên bản {after.version}.")
    click.echo(notes_between(text, before.version, after.version) or "Không có ghi chú riêng cho lần nâng cấp này.")
    if ask:
        click.confirm("Tiếp tục?", abort=True)


if __name__ == "__main__":
    main()
