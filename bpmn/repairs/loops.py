"""Loops without a number or a condition (10.3.8) are done once; what isn't executed of loops and tokens is refused."""

from __future__ import annotations

from dataclasses import replace

from bpmn import diagram as dg
from bpmn.expressions import errors, tree
from bpmn.lint import finding, words
from bpmn.repairs import draft

NO_NUMBER = words.Words(
    "multi-instance-without-number",
    finding.Level.WARNING,
    "«{name}» được lặp nhiều lần nhưng không nói bao nhiêu lần hay theo danh sách nào; coi là một lần. Trong phần mềm "
    "vẽ: đặt số lần (loop cardinality) hoặc danh sách.",
    "“{name}” is a multi-instance that says neither how many nor over which list; it is done once. In the modeler: "
    "set a loop cardinality or a collection.",
    asks="count",
)
NO_CONDITION = words.Words(
    "loop-without-condition",
    finding.Level.WARNING,
    "«{name}» được lặp lại nhưng không có điều kiện; coi là một lần. Trong phần mềm vẽ: đặt điều kiện lặp, hoặc vẽ "
    "vòng lặp bằng cổng.",
    "“{name}” is a loop without a condition; it is done once. In the modeler: set a loop condition, or draw the loop "
    "with a gateway.",
    asks="condition",
)
QUANTITY = words.Words(
    "token-quantity-one",
    finding.Level.WARNING,
    "«{name}» đặt số lượng token bắt đầu hoặc hoàn thành khác 1 ({quantity}); được đọc như 1: mỗi lần đến làm một lần, "
    "xong thì đi tiếp một lần. Trong phần mềm vẽ: đặt lại là 1, dùng cổng song song nếu cần chờ nhiều nhánh.",
    "“{name}” sets a start or completion quantity other than 1 ({quantity}); it is read as 1: done once each time it "
    "is reached, and left once. In the modeler: set it to 1, with a parallel gateway where several branches must be "
    "waited for.",
)
QUANTITY_WRONG = words.Words(
    "token-quantity-wrong",
    finding.Level.ERROR,
    "«{name}» đặt số lượng token bắt đầu hoặc hoàn thành là {quantity}, không phải số nguyên từ 1. Trong phần mềm vẽ: "
    "đặt lại là 1.",
    "“{name}” sets a start or completion quantity of {quantity}, which is no whole number from 1. In the modeler: set "
    "it to 1.",
)
MAXIMUM = words.Words(
    "loop-maximum-wrong",
    finding.Level.ERROR,
    "«{name}» đặt số vòng lặp nhiều nhất là «{text}», không phải số nguyên từ 0. Trong phần mềm vẽ: sửa hoặc xóa.",
    "“{name}” sets “{text}” as its most rounds, which is no whole number from 0. In the modeler: mend or delete it.",
)
NUMBER = words.Words(
    "multi-instance-number-wrong",
    finding.Level.ERROR,
    "«{name}» đặt số lần làm là «{text}», không phải số nguyên từ 0. Trong phần mềm vẽ: sửa số lần (loop cardinality).",
    "“{name}” sets “{text}” as its number of instances, which is no whole number from 0. In the modeler: mend its loop "
    "cardinality.",
    asks="count",
)
QUANTITIES = ("startQuantity", "completionQuantity")


def repair(work: draft.Draft) -> None:
    """Take off loops that say nothing, refuse what can't run."""
    for node in tuple(work.nodes.values()):
        other = [node.attributes[name] for name in QUANTITIES if node.attributes.get(name, "1") != "1"]
        if other:
            wrong = any(text.lstrip("+").strip("0") == "" or text.startswith("-") for text in other)
            work.tell(QUANTITY_WRONG if wrong else QUANTITY, node.id, quantity=", ".join(other))
            kept = {key: text for key, text in node.attributes.items() if key not in QUANTITIES}
            node = replace(node, attributes=kept)
            work.put_node(node)
        loop = node.loop
        if loop is None:
            continue
        if loop.kind == "standard":
            if "loopMaximum" in node.attributes:
                work.tell(MAXIMUM, node.id, text=node.attributes["loopMaximum"])
            elif not _written(loop.condition) and loop.maximum is None:
                work.tell(NO_CONDITION, node.id)
                work.put_node(replace(node, loop=None))
        elif not _written(loop.cardinality) and not loop.collection:
            work.tell(NO_NUMBER, node.id)
            work.put_node(replace(node, loop=None))
        elif loop.cardinality is not None and not loop.collection and _never_a_number(work, loop.cardinality):
            work.tell(NUMBER, node.id, text=loop.cardinality.body)


def _never_a_number(work: draft.Draft, text: dg.Text) -> bool:
    """Whether a cardinality is, whatever the data, something else than a whole number from 0."""
    try:
        root = work.parsed(text).root
    except errors.ExpressionSyntaxError:
        return False  # told where texts are
    if isinstance(root, tree.Negate):
        return isinstance(root.operand, tree.Literal) and root.operand.value != 0
    if not isinstance(root, tree.Literal):
        return False
    if isinstance(root.value, str):
        return not (root.value.strip().isascii() and root.value.strip().isdigit())
    return isinstance(root.value, bool) or root.value is None or root.value < 0 or root.value % 1 != 0


def _written(text: dg.Text | None) -> bool:
    return text is not None and bool(text.body.strip())
