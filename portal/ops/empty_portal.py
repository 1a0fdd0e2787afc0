"""Whether a portal is empty, so that a backup may be restored into it: but for the machine that enrolled itself."""

from sqlalchemy import Connection, MetaData, delete, select, text

from portal.nodes.models import node, node_secret, round_node_key

OF_MACHINES = (round_node_key, node_secret, node)


def filled_table(connection: Connection, metadata: MetaData) -> str:
    """The first table that holds a row; empty where none does. A machine of an empty portal has enrolled itself."""
    counted = ((table.name, select(table).limit(1)) for table in metadata.sorted_tables if table not in OF_MACHINES)
    return next((name for name, rows in counted if connection.execute(rows).first()), "")


def forget_machines(connection: Connection, metadata: MetaData) -> None:
    """Take out this machine's own enrolment, made at the first start: those of the backup come in its place."""
    for table in OF_MACHINES:
        if table in metadata.sorted_tables:
            connection.execute(delete(table))


def revision(connection: Connection) -> str:
    """The migration the database stands at."""
    return str(connection.scalar(text("SELECT version_num FROM alembic_version")))
