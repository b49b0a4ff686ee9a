"""Each node stands in a lane before anything else looks at it: the outer element's, else the pool's (10.8)."""

from __future__ import annotations

from bpmn import diagram as dg
from bpmn.repairs import draft


def repair(work: draft.Draft) -> None:
    """Fill what the reader's lane rules left open, silently: they have told it already."""
    pools = {pool.process: pool for pool in work.origin.pools.values() if pool.process is not None}
    for node in work.nodes.values():
        if work.lane_of.get(node.id) in work.lanes:
            continue
        at: dg.Node | None = node
        seen: set[str] = set()
        while at is not None and at.id not in seen:
            seen.add(at.id)
            key = work.lane_of.get(at.id)
            if key in work.lanes:
                work.lane_of[node.id] = str(key)
                break
            at = work.nodes.get(at.parent or at.attached_to or "")
        else:
            work.lane_of[node.id] = _pool(work, node.process, pools.get(node.process))


def _pool(work: draft.Draft, process: str, pool: dg.Pool | None) -> str:
    """Key of the lane that stands for a whole pool, made where it isn't there yet."""
    owner = pool.id if pool else process
    key = owner.replace("/", "%2F")
    if key not in work.lanes:
        known = work.origin.processes.get(process)
        label = (pool.name if pool else "") or (known.name if known else "") or owner
        work.lanes[key] = dg.Lane(key, owner, label=label, pool=owner, process=process, pool_itself=True)
    return key
