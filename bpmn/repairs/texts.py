"""Conditions, timers, cardinalities and mappings: each is parsed once, and what can't be read is told with its column.

Nothing here is evaluated, and nothing drawn is ever executed as code.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bpmn import diagram as dg
from bpmn.expressions import errors, reasons, temporal, tree
from bpmn.lint import finding, words
from bpmn.repairs import draft, untold

UNREADABLE = words.Words(
    "expression-syntax",
    finding.Level.ERROR,
    "{what_vi} của «{name}» không đọc được ở cột {column}, {why_vi}: {text}. Trong phần mềm vẽ: sửa biểu thức, ví dụ "
    "=dieu_kien = true.",
    "The {what} of “{name}” can't be read at column {column}, {why}: {text}. In the modeler: mend the expression, for "
    "instance =eligible = true.",
)
TIMER_WRONG = words.Words(
    "timer-unreadable",
    finding.Level.ERROR,
    "Đồng hồ «{name}» không đọc được: {text}. Trong phần mềm vẽ: dùng ISO 8601, ví dụ P3D, PT2H, "
    "2026-09-02T08:00:00+07:00, R3/PT1H.",
    "Timer “{name}” can't be read: {text}. In the modeler: use ISO 8601, such as P3D, PT2H, 2026-09-02T08:00:00+07:00, "
    "R3/PT1H.",
    asks="timer",
)
ASSOCIATION = words.Words(
    "association-unreadable",
    finding.Level.WARNING,
    "Một liên kết dữ liệu của «{name}» có biểu thức không đọc được ({text}) nên không sao chép gì. Trong phần mềm vẽ: "
    "sửa hoặc xóa phép biến đổi (transformation, assignment) của liên kết.",
    "A data association of “{name}” has an expression that can't be read ({text}), so it copies nothing. In the "
    "modeler: mend or delete the transformation or assignment of the association.",
)
WHAT = {
    "condition": "Điều kiện",
    "loop condition": "Điều kiện lặp",
    "cardinality": "Số lần lặp",
    "completion condition": "Điều kiện hoàn thành",
    "collection": "Danh sách lặp",
    "correlation key": "Khóa tương quan",
    "data mapping": "Ánh xạ dữ liệu",
}
ASKS = {"condition": "condition", "loop condition": "condition", "cardinality": "count"}
"""What can be answered beside the diagram, and the kind of answer."""
KINDS: dict[str, temporal.Kind] = {"date": "date", "duration": "duration", "cycle": "cycle"}


def repair(work: draft.Draft) -> None:
    """Tell each text that is no expression or timer."""
    for flow in work.flows.values():
        if flow.condition is not None:
            _read(work, flow.id, "condition", flow.condition)
    for node in tuple(work.nodes.values()):
        _associations(work, node)
        for what, text in _texts(node):
            _read(work, node.id, what, text)
        for event in node.events:
            if event.kind == "timer":
                _timer(work, node.id, event)


def _texts(node: dg.Node) -> Iterator[tuple[str, dg.Text]]:
    loop = node.loop
    if loop is not None:
        for what, text in (
            ("loop condition", loop.condition),
            ("cardinality", loop.cardinality),
            ("completion condition", loop.completion),
        ):
            if text is not None and text.body.strip():
                yield what, text
        if loop.collection and loop.collection.lstrip().startswith(("=", "${", "#{")):
            yield "collection", dg.Text(loop.collection)
    for text in node.key_texts:
        yield "correlation key", text
    for _, body in (*node.called_inputs, *node.called_outputs):
        yield "data mapping", dg.Text(body)
    if node.completion is not None:
        yield "completion condition", node.completion
    for event in node.events:
        if event.kind == "conditional" and event.expression is not None:
            yield "condition", event.expression


def _associations(work: draft.Draft, node: dg.Node) -> None:
    """Leave out data associations whose expressions can't be read."""
    both = (node.associations_in, node.associations_out)
    kept = [tuple(one for one in those if _copies(work, node.id, one)) for those in both]
    if kept != list(both):
        work.put_node(replace(node, associations_in=kept[0], associations_out=kept[1]))


def _copies(work: draft.Draft, element: str, association: dg.Association) -> bool:
    for said in (association.transformation, *(said for said, _ in association.assignments)):
        try:
            if said is not None:
                work.parsed(said)
        except errors.ExpressionSyntaxError:
            work.tell(ASSOCIATION, element, text=said.body if said is not None else "")
            return False
    return True


def _read(work: draft.Draft, element: str, what: str, text: dg.Text) -> None:
    try:
        work.parsed(text)
    except errors.ExpressionSyntaxError as wrong:
        work.tell(
            replace(UNREADABLE, asks=ASKS.get(what, "")),
            element,
            what=what,
            what_vi=WHAT[what],
            column=str(wrong.column),
            text=text.body,
            code=wrong.code,
            **reasons.told(wrong),
        )


def _timer(work: draft.Draft, element: str, event: dg.EventDefinition) -> None:
    text = event.expression
    if text is None or event.timer not in KINDS or untold.is_untold(event):
        return  # told as a question before
    try:
        read = temporal.parse_timer(KINDS[event.timer], text.body, language=text.language)
    except errors.ExpressionError as wrong:
        work.tell(TIMER_WRONG, element, text=text.body, column=str(wrong.column or 1), code=wrong.code)
        return
    if isinstance(read, tree.Expression) and read.dialect is tree.Dialect.PLAIN and " " in tree.path(read.root):
        # Words such as «tuần sau» could be a variable's name, and hardly ever are.
        work.tell(TIMER_WRONG, element, text=text.body, column="1", code="not_a_timer")
