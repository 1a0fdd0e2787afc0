"""What is looked at of the machines of the installation: who is there, and what waits for whom."""

from prometheus_client import CollectorRegistry, Gauge

from portal.nodes import queries
from portal.nodes.membership import current_membership, refusal
from portal.nodes.models import ENROLLED
from portal.ops.condition.check import Check
from portal.web.data import transactions
from portal.web.ui.formats import integer

MEND = "bật máy ấy lên; mất hẳn thì flask nodes revoke, rồi flask nodes destroyed (docs/operations.md, mục 5)"


def node_trouble() -> str:
    """This machine takes ballots, the others are there, and nothing waits for any."""
    membership = current_membership()
    with transactions.read_connection() as connection:
        standing = membership.node_list(connection).standing
    if not standing.serves:
        return refusal(standing, membership.own_public())
    ailing = [f"máy {one.name}: {', '.join(one.troubles)}" for one in queries.machines() if one.troubles]
    return f"{'; '.join(ailing)}. Cách xử lý: {MEND}" if ailing else ""


def node_measure() -> str:
    """How many machines are enrolled."""
    return f"{integer(sum(one.state == ENROLLED for one in queries.machines()))} máy đã ghi danh"


def add_gauges(registry: CollectorRegistry) -> None:
    """What the monitoring sees of them: how many things are wrong with each that counts, or is waited for."""
    troubles = Gauge(
        "portal_node_troubles", "What is wrong with a machine, or waits for it", ["node"], registry=registry
    )
    for one in queries.machines():
        if one.state == ENROLLED or one.troubles:
            troubles.labels(one.name).set(len(one.troubles))


CHECKS = (Check("nodes", "các máy đã ghi danh đều chạy, không máy nào phải chờ", node_trouble, node_measure),)
