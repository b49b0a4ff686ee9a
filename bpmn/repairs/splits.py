"""Several flows out of a task or event: an implicit parallel split, with conditions an inclusive one (13.3.2).

The engine runs these as drawn, so nothing is inserted; what it means is told, and louder where labels suggest that one
of them was meant to be picked. An answer beside the diagram can say so.
"""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram as dg
from bpmn import vocabulary
from bpmn.lint import finding, words
from bpmn.repairs import draft

PARALLEL = words.Words(
    "split-implicit",
    finding.Level.NOTE,
    "Nhiều mũi tên đi ra từ «{name}» mà không qua cổng: mọi nhánh chạy song song. Trong phần mềm vẽ: thêm cổng song "
    "song cho rõ.",
    "Several flows leave “{name}” without a gateway: all branches run in parallel. In the modeler: add a parallel "
    "gateway to make it plain.",
)
INCLUSIVE = words.Words(
    "split-implicit",
    finding.Level.NOTE,
    "Nhiều mũi tên có điều kiện đi ra từ «{name}» mà không qua cổng: mọi nhánh có điều kiện đúng đều chạy. Trong phần "
    "mềm vẽ: thêm cổng bao gồm (inclusive) cho rõ.",
    "Several flows with conditions leave “{name}” without a gateway: every branch whose condition holds runs. In the "
    "modeler: add an inclusive gateway to make it plain.",
)
LABELLED = words.Words(
    "split-labelled",
    finding.Level.WARNING,
    "Các mũi tên đi ra từ «{name}» có nhãn như một lựa chọn ({labels}) nhưng không có cổng: mọi nhánh chạy song song. "
    "Trong phần mềm vẽ: thêm cổng loại trừ nếu chỉ một nhánh được chọn.",
    "The flows out of “{name}” are labelled like a choice ({labels}), but there is no gateway: all branches run in "
    "parallel. In the modeler: add an exclusive gateway if only one is to be picked.",
    asks="decision",
)


def repair(work: draft.Draft) -> None:
    """Say what each implicit split does; one of which an answer says that a person picks gets a gateway behind it."""
    for node in work.of_type(vocabulary.FLOW_NODES - vocabulary.GATEWAYS):
        out = work.outgoing(node.id)
        if len(out) < 2 or node.id not in work.origin.nodes:
            continue
        labels = [f.name for f in out if f.name]
        if any(f.condition is not None for f in out):
            work.tell(INCLUSIVE, node.id)
        elif node.id in work.answers and work.answers[node.id].decision is not None:
            _choose(work, node)
        elif len(set(labels)) == len(out):
            work.tell(LABELLED, node.id, labels="; ".join(labels))
        else:
            work.tell(PARALLEL, node.id)


def _choose(work: draft.Draft, node: dg.Node) -> None:
    """An exclusive gateway on the ways out of a node, decided as the node's answer says."""
    gateway = dg.Node(
        id=work.fresh(f"{node.id}_choice"),
        type="exclusiveGateway",
        process=node.process,
        parent=node.parent,
        place=node.place,
    )
    work.put_node(gateway, work.lane(node.id))
    for flow in work.outgoing(node.id):
        work.put_flow(replace(flow, source=gateway.id))
    work.link(node.id, gateway.id)
    work.answers[gateway.id] = work.answers[node.id]
