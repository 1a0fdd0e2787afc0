"""What is looked at between servers of PostgreSQL: standbys, what is kept back for them, two disks, the timeline.

Of other sessions a role sees numbers only with pg_read_all_stats; without it a standby is counted, and that is all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import current_app
from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import text

from portal.extensions import db
from portal.ops.condition.check import Check
from portal.web.data import two_disks
from portal.web.ui.formats import integer

LATEST_COPY_SECONDS = 60
MOST_BEHIND_BYTES = 64 * 2**20
MOST_HELD_BYTES = 2 * 2**30
PLACE = "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END"
STANDBYS = f"""
SELECT application_name, state, pg_wal_lsn_diff({PLACE}, replay_lsn), extract(epoch FROM replay_lag),
    sync_state IN ('sync', 'quorum')
FROM pg_stat_replication WHERE application_name NOT LIKE 'pg_basebackup%' ORDER BY 1
"""  # noqa: S608 - our own words
SLOTS = f"""
SELECT slot_name, pg_wal_lsn_diff({PLACE}, restart_lsn), active, slot_type = 'physical'
FROM pg_replication_slots ORDER BY 1
"""  # noqa: S608 - our own words
TIMELINE = """
SELECT CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())
    ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END
"""
MENDS = {
    "standby does not answer": "bật máy dữ liệu dự phòng, xem đường truyền và đĩa của máy ấy; cổng tự nhận lại phiếu",
    "synchronous_standby_names is empty": "đặt synchronous_standby_names (Patroni: synchronous_mode_strict: true)",
    "synchronous_commit": "đặt synchronous_commit = on",
    "old primary": "PORTAL_DATABASE_URL dẫn đến máy chính cũ: tắt PostgreSQL của máy ấy, dẫn sang máy chính mới",
    "this server is a standby": "PORTAL_DATABASE_URL dẫn đến máy dự phòng: dẫn sang máy chính",
}
"""How each refusal of `two_disks.state` is mended, by how it begins."""


@dataclass(frozen=True)
class Standby:
    """A standby as its primary sees it: None where this role may not."""

    name: str
    state: str | None
    bytes_behind: int | None = None
    seconds_behind: float | None = None
    is_synchronous: bool | None = None


@dataclass(frozen=True)
class Slot:
    """Write-ahead log that is kept for somebody, in bytes; None where nothing is kept yet."""

    name: str
    held: int | None
    is_active: bool = True
    is_physical: bool = True


def is_postgresql() -> bool:
    """Whether the data are in PostgreSQL, not in files of SQLite."""
    return db.engine.dialect.name == "postgresql"


def standbys() -> list[Standby]:
    """Each standby of this server."""
    return [
        Standby(str(name), state, whole(behind), None if lag is None else float(lag), sync)
        for name, state, behind, lag, sync in db.session.execute(text(STANDBYS))
    ]


def slots() -> list[Slot]:
    """Each replication slot of this server."""
    rows = db.session.execute(text(SLOTS))
    return [Slot(name, whole(held), *kind) for name, held, *kind in rows]


def whole(number: object) -> int | None:
    """A number of bytes as PostgreSQL gives it."""
    return None if number is None else max(0, int(str(number).partition(".")[0]))


def copies_trouble() -> str:
    """Every standby of PostgreSQL keeps up, and none that was promised its journal has gone; SQLite has none."""
    return "; ".join([*slow_copies(standbys()), *holding_slots(slots())]) if is_postgresql() else ""


def slow_copies(found: Iterable[Standby]) -> Iterator[str]:
    """What is said of each standby that does not keep up."""
    for one in found:
        if one.state not in {None, "streaming"}:
            yield f"máy dự phòng {one.name} chưa theo kịp ({one.state}): xem nhật ký PostgreSQL của máy ấy"
        elif (one.seconds_behind or 0) > LATEST_COPY_SECONDS:
            slow = round(one.seconds_behind or 0)
            yield f"máy dự phòng {one.name} chậm {slow} giây: kiểm tra đường truyền, đĩa của máy ấy"
        elif (one.bytes_behind or 0) > MOST_BEHIND_BYTES:
            yield f"máy dự phòng {one.name} chậm {megabytes(one.bytes_behind)}: kiểm tra đường truyền, đĩa của máy ấy"


def holding_slots(found: Iterable[Slot]) -> Iterator[str]:
    """What is said of each slot that fills the primary's disk, or of whose standby nothing is there."""
    for one in found:
        if one.is_physical and not one.is_active:
            yield f"máy dự phòng {one.name} không nối vào"
        elif (one.held or 0) > MOST_HELD_BYTES:
            yield f"khe {one.name} giữ lại {megabytes(one.held)} nhật ký: nối lại bên nhận, hoặc bỏ khe ấy"


def megabytes(number: int | None) -> str:
    """«1.024 MB»."""
    return f"{integer((number or 0) // 2**20)} MB"


def copies_measure() -> str:
    """How many standbys there are, and how far the last of them is behind."""
    if not is_postgresql():
        return "không dùng: dữ liệu ở SQLite"
    found = standbys()
    if not found:
        return "không có máy dự phòng"
    behind = [one.bytes_behind for one in found if one.bytes_behind is not None]
    return f"{len(found)} máy dự phòng" + (f", chậm nhất {megabytes(max(behind))}" if behind else "")


def two_disks_trouble() -> str:
    """Where two disks are promised, a receipt asked for now would wait for both and be given."""
    state = two_disks.state()
    if state in {two_disks.OK, two_disks.NOT_WATCHED}:
        return ""
    return next((mend for start, mend in MENDS.items() if state.startswith(start)), state)


def two_disks_measure() -> str:
    """How many disks are promised; how many standbys confirm, and the timeline of the server that is reached."""
    if current_app.config["DURABILITY"] != two_disks.TWO:
        return "một đĩa: PORTAL_DURABILITY=one"
    confirming = synchronous(standbys())
    told = "không đủ quyền đếm" if confirming is None else integer(confirming)
    return f"{told} máy dự phòng đồng bộ, dòng thời gian {timeline()}"


def synchronous(found: Iterable[Standby]) -> int | None:
    """How many of these standbys confirm commits; None where this role may not see that."""
    kinds = [one.is_synchronous for one in found]
    return None if kinds and all(kind is None for kind in kinds) else sum(map(bool, kinds))


def timeline() -> int:
    """The timeline of the server that is reached: a number that grows with each failover."""
    return int(db.session.scalar(text(TIMELINE)) or 0)


def add_gauges(registry: CollectorRegistry) -> None:
    """What the monitoring sees of it; on SQLite there are no standbys, and no timeline."""
    found, kept, line = (standbys(), slots(), timeline()) if is_postgresql() else ([], [], 0)
    wanted = Gauge("portal_disks_wanted", "Disks that a receipt rests on (PORTAL_DURABILITY)", registry=registry)
    wanted.set(2 if current_app.config["DURABILITY"] == two_disks.TWO else 1)
    reached = Gauge("portal_timeline", "Timeline of the PostgreSQL that this node reaches", registry=registry)
    reached.set(line)
    if (confirming := synchronous(found)) is not None:
        seen = Gauge("portal_synchronous_standbys", "Standbys that confirm commits", registry=registry)
        seen.set(confirming)
    held = Gauge("portal_slot_held_bytes", "Most that is kept for one replication slot", registry=registry)
    held.set(max((slot.held or 0 for slot in kept), default=0))
    behind = Gauge("portal_standby_lag_bytes", "Bytes a standby has to replay", ["standby"], registry=registry)
    late = Gauge("portal_standby_lag_seconds", "Seconds a standby is behind", ["standby"], registry=registry)
    for one in found:
        if one.bytes_behind is not None:
            behind.labels(one.name).set(one.bytes_behind)
            late.labels(one.name).set(one.seconds_behind or 0)


CHECKS = (
    Check("copies", "máy dữ liệu dự phòng theo kịp", copies_trouble, copies_measure),
    Check("two-disks", "đã nhận nghĩa là đã nằm trên đủ số đĩa đã hứa", two_disks_trouble, two_disks_measure),
)
