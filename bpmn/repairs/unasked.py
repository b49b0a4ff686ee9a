"""Variables that conditions read and no form of the file asks for.

Other engines get such values from code of their own. Here the person right before the gateway is asked, where her task
has no form and the conditions tell what can be answered: `approved` yes or no, `result = "ok"` one of the texts that
are compared. Where they don't tell it is noted, and nothing is put in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn.expressions import errors, tree, variables
from bpmn.forms import form as form_model
from bpmn.forms import generated
from bpmn.lint import finding, words
from bpmn.repairs import decisions, draft

ASKED = words.Words(
    "variable-asked",
    finding.Level.WARNING,
    "Điều kiện trên các nhánh sau «{name}» đọc «{variables}» mà không biểu mẫu nào hỏi; biểu mẫu của bước «{task}» hỏi "
    "thêm. Trong phần mềm vẽ: đưa trường này vào biểu mẫu của một bước đứng trước.",
    "The conditions after “{name}” read “{variables}”, which no form asks for; the form of “{task}” asks for it. In "
    "the modeler: put this field into the form of a step before.",
)
NOT_ASKED = words.Words(
    "variable-not-asked",
    finding.Level.NOTE,
    "Điều kiện trên các nhánh sau «{name}» đọc «{variables}» mà không biểu mẫu nào hỏi; nếu không có từ nơi khác (lúc "
    "mở hồ sơ, thông điệp, dịch vụ) thì hồ sơ đi nhánh mặc định hoặc dừng vì sự cố. Trong phần mềm vẽ: đưa trường này "
    "vào biểu mẫu của một bước đứng trước.",
    "The conditions after “{name}” read “{variables}”, which no form asks for; unless it comes from elsewhere (with "
    "the start, a message, a service) the case takes the default flow or stops with an incident. In the modeler: put "
    "this field into the form of a step before.",
)
OWN = frozenset({"loopCounter"})
"""What the engine supplies itself (table 10.29)."""


def repair(work: draft.Draft, known: frozenset[str]) -> None:
    """Ask where it can be asked, note the rest; `known` are the variables that forms of the file ask for."""
    known |= OWN | frozenset(_carried(work))
    read = {node.id: trees for node in tuple(work.nodes.values()) if (trees := _conditions(work, node))}
    answers = _answers(trees for one in read.values() for trees in one)
    missing = {node: _names(trees) - known for node, trees in read.items()}
    asked: set[str] = set()
    for node, names in missing.items():
        asked |= _ask(work, work.nodes[node], sorted(names & answers.keys()), answers)
    for node, names in missing.items():
        if left := sorted(names - asked):
            work.tell(NOT_ASKED, _drawn(work, node), variables=", ".join(left))


def _conditions(work: draft.Draft, node: dg.Node) -> tuple[tree.Expression, ...]:
    """The conditions on the ways out of a node, where they and no person decide."""
    if node.id in work.decisions:
        return ()
    found = []
    for flow in work.outgoing(node.id):
        if flow.condition is not None and flow.id != node.default:
            try:
                found.append(work.parsed(flow.condition))
            except errors.ExpressionSyntaxError:
                return ()  # told where it stands; guessing at the rest would not help
    return tuple(found)


def _names(trees: tuple[tree.Expression, ...]) -> frozenset[str]:
    return frozenset().union(*(variables.names(one) for one in trees))


def _carried(work: draft.Draft) -> Iterator[str]:
    """Variables that the file itself hands on: answers to decisions, results of calls, items of loops."""
    for decision in work.decisions.values():
        yield decision.key
    for node in work.nodes.values():
        yield from (name for name, _ in (*node.called_inputs, *node.called_outputs))
        if node.loop is not None:
            names = (
                node.loop.item,
                node.loop.item_id,
                node.loop.collection,
                node.loop.output_item,
                node.loop.output_collection,
            )
            yield from (name for name in names if name)


def _answers(trees: Iterator[tree.Expression]) -> dict[str, pp.Question]:
    """Variable → how it can be asked for, where every condition that reads it compares it with plain values."""
    compared: dict[str, dict[tuple[type, tree.Scalar], None]] = {}
    reads: dict[str, int] = {}
    simple: dict[str, int] = {}
    for one in trees:
        pairs = variables.choices(one)
        for name, value in pairs:
            compared.setdefault(name, {}).setdefault((type(value), value))
        for name in variables.names(one):
            reads[name] = reads.get(name, 0) + 1
            simple[name] = simple.get(name, 0) + (name in {path for path, _ in pairs})
    made = {name: _question(name, [value for _, value in values]) for name, values in compared.items()}
    return {name: one for name, one in made.items() if one is not None and reads.get(name) == simple.get(name)}


def _question(name: str, values: list[tree.Scalar]) -> pp.Question | None:
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return pp.Question(name, name, "boolean")
    if kinds and kinds <= {int, float}:
        return pp.Question(name, name, "number")
    texts = [value for value in values if isinstance(value, str) and value]
    return pp.Question(name, name, "choice", tuple(texts)) if kinds == {str} and texts else None


def _ask(work: draft.Draft, node: dg.Node, names: list[str], answers: Mapping[str, pp.Question]) -> set[str]:
    asked_by = node.id if node.id in work.tasks else decisions.task_before(work, node)
    if not names or asked_by is None:
        return set()
    task = work.tasks[asked_by]
    if task.form is not None or task.fields:
        return set()
    questions = [replace(answers[name], other=node.default is not None) for name in names]
    questions = [one for one in questions if one not in task.questions and _can_be_asked(one)]
    if questions:
        told = ", ".join(one.key for one in questions)
        work.tell(ASKED, _drawn(work, node.id), variables=told, task=work.nodes[asked_by].name or asked_by)
        work.tasks[asked_by] = replace(task, questions=(*task.questions, *questions))
    return {one.key for one in questions}


def _drawn(work: draft.Draft, node: str) -> str:
    """The element of the file that a node stands for: one that was put in stands behind it."""
    seen: set[str] = set()
    while node not in work.origin.nodes and node not in seen:
        seen.add(node)
        into = work.incoming(node)
        node = into[0].source if into else node
    return node


def _can_be_asked(one: pp.Question) -> bool:
    try:
        generated.question(one)
    except form_model.FormError:
        return False  # a name that no form key can be
    return True
