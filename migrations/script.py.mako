<%
    def found(engine, way):
        """What Alembic found for one of the two databases, indented for its branch; `pass` where nothing."""
        body = context.get(f"{engine}_{way}", "pass").replace("\n", "\n    ")
        return "pass" if "\n        pass\n" in body else body

    def touched(way):
        """The databases that need a branch; the main one where neither does."""
        return [engine for engine in ("main", "media") if found(engine, way) != "pass"] or ["main"]
%>\
"""${message}"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
% for name, way in (("upgrade", "upgrades"), ("downgrade", "downgrades")):


def ${name}(engine_name: str) -> None:
% for engine in touched(way):
    if engine_name == "${engine}":
        ${found(engine, way)}
% endfor
% endfor
