"""Which tasks a person completes: those drawn so, and every other task that nothing else would do.

Service, send, receive, script and business rule tasks without an implementation, calls of nothing and empty
subprocesses become a person's task in their lane until someone binds them; a script is shown and never executed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bpmn import describing, vocabulary
from bpmn import diagram as dg
from bpmn import prepared as pp
from bpmn.forms import form as form_model
from bpmn.forms import troubles
from bpmn.lint import finding, words
from bpmn.repairs import draft

PERSON = words.Words(
    "task-without-implementation",
    finding.Level.WARNING,
    "«{name}» ({kind}) không có cài đặt tự động; được giao cho người trong làn của nó. Trong phần mềm vẽ: dùng bước "
    "của người (user task), hoặc gắn dịch vụ.",
    "“{name}” ({kind}) has no implementation; it becomes a task for a person in its lane. In the modeler: use a user "
    "task, or bind a service.",
    asks="service",
)
SCRIPT = words.Words(
    "script-not-executed",
    finding.Level.WARNING,
    "Kịch bản của «{name}» không bao giờ được chạy; bước này được giao cho người trong làn của nó. Trong phần mềm vẽ: "
    "dùng bước của người hoặc điều kiện trên mũi tên.",
    "The script of “{name}” is never executed; it becomes a task for a person in its lane. In the modeler: use a user "
    "task, or conditions on flows.",
    asks="service",
)
BESIDE = words.Words(
    "script-not-executed",
    finding.Level.WARNING,
    "Kịch bản kèm theo «{name}» không bao giờ được chạy. Trong phần mềm vẽ: thay bằng ánh xạ dữ liệu, hoặc điều kiện "
    "trên mũi tên.",
    "The script beside “{name}” is never executed. In the modeler: use a data mapping or conditions on flows.",
)
CALL_OF_NOTHING = words.Words(
    "call-of-nothing",
    finding.Level.WARNING,
    "«{name}» gọi một quy trình không có trong tệp («{called}»); tạm thời là một bước do người xác nhận. Trong phần "
    "mềm vẽ: đưa quy trình đó vào cùng tệp và đặt «Called element».",
    "“{name}” calls a process that is not in the file (“{called}”); for now it is a step that a person confirms. In "
    "the modeler: put that process into the file and set “Called element”.",
    asks="procedure",
)
CALL_OF_PROCEDURE = words.Words(
    "call-of-procedure",
    finding.Level.NOTE,
    "«{name}» gọi một quy trình không có trong tệp; theo câu trả lời bên cạnh, ở bước này một người mở hồ sơ của thủ "
    "tục «{procedure}» và xác nhận khi xong. Trong phần mềm vẽ: đưa quy trình đó vào cùng tệp nếu nó phải tự chạy.",
    "“{name}” calls a process that is not in the file; by the answer beside the diagram a person starts a case of "
    "procedure “{procedure}” here and confirms when it is done. In the modeler: put that process into the file if it "
    "is to run by itself.",
)
EMPTY_SUBPROCESS = words.Words(
    "subprocess-empty",
    finding.Level.WARNING,
    "Quy trình con «{name}» không có nội dung; tạm thời là một bước do người xác nhận. Trong phần mềm vẽ: vẽ các bước "
    "bên trong, hoặc dùng bước của người.",
    "Subprocess “{name}” has no content; for now it is a step that a person confirms. In the modeler: draw its steps, "
    "or use a user task.",
)
SENT_OUTSIDE = words.Words(
    "message-sent-outside",
    finding.Level.NOTE,
    "«{name}» gửi thông điệp «{message}» ra ngoài sơ đồ; không cần người làm. Trong phần mềm vẽ: dùng bước của người "
    "nếu một người gửi.",
    "“{name}” sends message “{message}” out of the diagram; nobody has to do anything. In the modeler: use a user task "
    "if a person sends it.",
)
FORM_MISSING = words.Words(
    "form-missing",
    finding.Level.WARNING,
    "Biểu mẫu «{form}» của bước «{name}» không có trong các tệp gửi kèm; dùng biểu mẫu tự sinh. Gửi kèm tệp .form có "
    "đúng id này.",
    "Form “{form}” of “{name}” is not among the files; a generated form is used. Send the .form file with this id "
    "along.",
)

FIELDS_WRONG = words.Words(
    "form-fields-wrong",
    finding.Level.WARNING,
    "Các trường biểu mẫu vẽ trong bước «{name}» không dùng được ({vi}); dùng biểu mẫu tự sinh. Trong phần mềm vẽ: "
    "sửa các trường.",
    "The form fields drawn in “{name}” can't be used ({problem}); a generated form is used. In the modeler: mend the "
    "fields.",
)


def repair(work: draft.Draft, forms: Collection[str]) -> None:
    """Fill `work.tasks`; `forms` are the ids of the form files that came with the diagram."""
    for drawn in tuple(work.nodes.values()):
        node = _in_place(work, drawn)
        said = _reason(work, node)
        if said is not None:
            called = node.called or ""
            work.tell(said, node.id, kind=describing.kind(node.type), called=called or "–", procedure=node.procedure)
            _give(work, _placeholder(node), node.type, forms)
        elif node.type in draft.PERSONAL:
            _give(work, node, _was(work, node), forms)
        elif node is not drawn:
            work.put_node(node)
        if drawn.script is not None and drawn.type != "scriptTask":
            work.tell(BESIDE, node.id)
        if said is None and node.type == "sendTask" and not _bound(node) and node.id not in work.kept_messages:
            work.tell(SENT_OUTSIDE, node.id, message=node.message or "")


def _was(work: draft.Draft, node: dg.Node) -> str:
    """The type as drawn, where that is another; a step that was put in has none."""
    drawn = work.origin.nodes.get(node.id)
    return drawn.type if drawn is not None and drawn.type != node.type else ""


def _placeholder(node: dg.Node) -> dg.Node:
    """A person's task in the place of a node; what a call hands over leads nowhere any more."""
    called = node.type == "callActivity"
    return replace(
        node,
        type="userTask",
        called=None,
        message=None,
        event_subprocess=False,
        called_inputs=() if called else node.called_inputs,
        called_outputs=() if called else node.called_outputs,
    )


def _in_place(work: draft.Draft, node: dg.Node) -> dg.Node:
    """A call of a global task is that task in the place of the call, with the call's data mapping (10.3.6)."""
    item = work.origin.items.get(node.called or "") if node.type == "callActivity" else None
    if item is None or item.type not in vocabulary.GLOBAL_TASKS:
        return node
    kind = item.type.removeprefix("global")
    return replace(node, type=kind[0].lower() + kind[1:], called=None, name=node.name or item.name)


def _give(work: draft.Draft, node: dg.Node, was: str, forms: Collection[str]) -> None:
    form = node.form
    if form is not None and form not in forms:
        work.tell(FORM_MISSING, node.id, form=form)
        form = None
    if not usable(work, node):
        node = replace(node, form_fields=())
    work.put_node(node)
    work.tasks[node.id] = pp.HumanTask(node.id, form=form, fields=node.form_fields, was=was, procedure=node.procedure)


def usable(work: draft.Draft, node: dg.Node) -> bool:
    """Whether the form fields drawn in a node are fields; told where they aren't."""
    try:
        work.fields(node.form_fields)
    except form_model.FormError as wrong:
        vi, en = troubles.said(wrong)
        work.tell(FIELDS_WRONG, node.id, problem=en, vi=vi)
        return False
    return True


def _reason(work: draft.Draft, node: dg.Node) -> words.Words | None:
    """Why a node that isn't drawn as a person's task becomes one; None where it doesn't."""
    bound = _bound(node)
    match node.type:
        case "scriptTask":
            return SCRIPT
        case "serviceTask" | "businessRuleTask":
            return None if bound else PERSON
        case "sendTask" | "receiveTask":
            if bound or node.id in work.kept_messages or _awaited(work, node):
                return None
            return replace(PERSON, asks="message") if node.type == "receiveTask" else PERSON
        case "callActivity":
            if (node.called or "", None) in work.children:
                return None
            return CALL_OF_PROCEDURE if node.procedure else CALL_OF_NOTHING
        case kind if kind in vocabulary.SUBPROCESSES and not work.in_scope(node.process, node.id):
            return EMPTY_SUBPROCESS
    return None


def _bound(node: dg.Node) -> bool:
    return bool(node.implementation) and not str(node.implementation).startswith("##")


def _awaited(work: draft.Draft, node: dg.Node) -> bool:
    """A send or receive task that must stay a message: its process is marked as executable and the file names the
    message, which is all that binding one takes (10.3.3); or an answer beside the diagram names it; or it begins its
    process, or an event-based gateway waits for it."""
    drawn = work.origin.nodes.get(node.id, node)
    process = work.origin.processes.get(drawn.process)
    if process is not None and process.executable is True and drawn.message:
        return True
    if node.id in work.answers and work.answers[node.id].message:
        return True
    if node.type != "receiveTask":
        return False
    before = [work.nodes[f.source].type for f in work.incoming(node.id)]
    return "eventBasedGateway" in before or (node.instantiate and not before)
