"""The installation's keys, sealed to machines that have no files of them, and opened there in memory.

A machine that has no key files, beside a database in which others are enrolled, joins: it opens what was sealed to its
own key, and keeps none of it in a file but a digest by which it would know another installation.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, create_engine, delete, func, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from portal import secret_keys
from portal.errors import SettingsError
from portal.nodes import keys
from portal.nodes.membership import Membership
from portal.nodes.models import ENROLLED, node, node_secret
from portal.web.data import durable

PIN = "installation.pin"


def load_keys(folder: Path, url: str, *, may_begin: bool = True) -> tuple[dict[str, bytes], bool]:
    """The keys by the names of their files, and whether they are the installation's.

    From files, made where nobody is enrolled yet and this machine may be the first (`may_begin`); else opened, or of
    chance where this machine is not enrolled: it may then do no more than ask. Raises SettingsError where the database
    does not answer, or is another's.
    """
    if not url.startswith("postgresql") or secret_keys.are_there(folder):
        return secret_keys.keyring(folder), True
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            is_first = nobody_is_enrolled(connection)
            if is_first and may_begin:
                return secret_keys.keyring(folder), True
            opened = {} if is_first else open_sealed(connection, folder)
    except SQLAlchemyError as error:
        message = f"This machine opens its keys with the database, which does not answer ({type(error).__name__})"
        raise SettingsError(message) from error
    if opened:
        return opened, True
    return {name: secrets.token_bytes(secret_keys.SIZE) for name in secret_keys.NAMES}, False


def nobody_is_enrolled(connection: Connection) -> bool:
    """Whether an installation begins here: no tables yet, or no machine in them."""
    if not inspect(connection).has_table(node.name):
        return True
    return not connection.scalar(select(func.count()).select_from(node).where(node.c.state == ENROLLED))


def open_sealed(connection: Connection, folder: Path) -> dict[str, bytes]:
    """What is sealed to this machine; nothing where it is not enrolled. Raises SettingsError for forged keys."""
    private = keys.private_key(keys.node_file(folder))
    if private is None:
        return {}
    public = keys.public_half(private)
    asked = select(node_secret).join(node).where(node.c.public == public, node.c.state == ENROLLED)
    rows = connection.execute(asked).all()
    opened = {row.name: keys.unseal(private, about(row.name), row.sealed) for row in rows}
    keyring = {name: key for name, key in opened.items() if key is not None}
    if not set(secret_keys.NAMES) <= keyring.keys():
        return {}
    forged = [
        row for row in rows if not keys.has_mac([keyring["log"]], *marked_values(public, row.name, keyring), row.mac)
    ]
    if forged or not is_pinned(folder, keyring["log"]):
        message = "The keys in the database are not this installation's: somebody wrote there. Ask for the record"
        raise SettingsError(message)
    return keyring


def about(name: str) -> tuple[str, str]:
    """What a sealed key is bound to."""
    return "installation", name


def marked_values(public: bytes, name: str, keyring: Mapping[str, bytes]) -> tuple[str, tuple[object, ...]]:
    """What the mark on a sealed key says, made with the key of the logs: others could seal keys of theirs as well."""
    return "installation key", (public, name, keyring.get(name))


def installation_code(log_key: bytes) -> str:
    """The fingerprint of an installation, which people compare: the same on each of its machines."""
    return keys.fingerprint(keys.mac(log_key, "installation", ()))


def is_pinned(folder: Path, log_key: bytes) -> bool:
    """Whether this is the installation that this machine joined first; kept in a file the first time."""
    file, told = folder / PIN, installation_code(log_key).encode()
    if not file.exists():
        durable.create_atomically(file, told)
    return file.read_bytes() == told


def read_marks(connection: Connection, membership: Membership) -> None:
    """Take up the keys of marks as they are by now, from files or opened; the others wait for a start anew."""
    folder = membership.folder
    keyring = secret_keys.keyring(folder) if secret_keys.are_there(folder) else open_sealed(connection, folder)
    if membership.holds_keys and keyring:
        honoured = secret_keys.honoured(keyring, "enrolment")
        membership.app.config["SECRETS"] |= {"enrolment": keyring["enrolment"]}
        membership.app.config["ENROLMENT_ALSO"] = honoured


def seal_to(connection: Connection, number: int, public: bytes, keyring: Mapping[str, bytes]) -> None:
    """Seal the installation's keys to a machine, in the place of what was sealed to it. Kept by the caller."""
    connection.execute(delete(node_secret).where(node_secret.c.node_id == number))
    rows = [
        {
            "node_id": number,
            "name": name,
            "sealed": keys.seal(public, about(name), key),
            "mac": keys.mac(keyring["log"], *marked_values(public, name, keyring)),
        }
        for name, key in keyring.items()
    ]
    connection.execute(insert(node_secret), rows)
