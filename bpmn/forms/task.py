"""Which form a person gets for a task: the linked file, the fields in the diagram, or a generated one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bpmn import prepared
from bpmn.forms import form, formjs, generated


def for_task(one: prepared.Prepared, element: str, files: Mapping[str, form.Form], language: str = "vi") -> form.Form:
    """The form of a task.

    Parameters:
        element: id of the task in the prepared diagram.
        files: the version's form files by id.
        language: of labels that nobody wrote, vi or en.

    Raises:
        FormError: fields in the diagram that are none; a checked version has no such.
        KeyError: the element is no person's task.
    """
    task = one.tasks[element]
    written = _written(task, files)
    decided = tuple(generated.decision(one.decisions[gateway], language) for gateway in task.decisions)
    taken = {path for path, _ in written.carriers()}
    asked = tuple(field for field in decided if field.path not in taken)
    if written.fields:
        return replace(written, fields=_with(written.fields, asked))
    told = (generated.procedure(task.procedure, language),) if task.procedure else ()
    questions = tuple(generated.question(one, language) for one in task.questions)
    keys = {generated.NOTE, *(field.path[0] for field in (*questions, *asked))}
    seen, made = _documents(one, element)
    papers = generated.documents(seen, made, keys, language)
    return form.Form(f"task_{element}", (*told, *papers, *questions, *asked, generated.note(language)))


def for_start(one: prepared.Prepared, files: Mapping[str, form.Form]) -> form.Form | None:
    """The form that is asked when a case is started; None where the diagram has none."""
    if one.start_form is not None:
        return files.get(one.start_form)
    return form.Form("start", formjs.fields(one.start_fields)) if one.start_fields else None


def _written(task: prepared.HumanTask, files: Mapping[str, form.Form]) -> form.Form:
    if task.form is not None and task.form in files:
        return files[task.form]
    if task.fields:
        return form.Form(f"task_{task.element}", formjs.fields(task.fields))
    return form.Form()


def _documents(one: prepared.Prepared, element: str) -> tuple[list[str], list[str]]:
    """Names of the data that is drawn into a task and out of it, each once."""
    node = one.diagram.nodes.get(element)
    if node is None:
        return [], []
    items = one.diagram.items

    def names(ids: tuple[str, ...]) -> list[str]:
        found = (items[item].name.strip() for item in ids if item in items)
        return list(dict.fromkeys(name for name in found if name))

    return names(node.data_in), names(node.data_out)


def _with(fields: tuple[form.Field, ...], asked: tuple[form.Field, ...]) -> tuple[form.Field, ...]:
    """Decisions come after the fields and before buttons."""
    last = len(fields)
    while last and fields[last - 1].type in ("button", "separator", "spacer"):
        last -= 1
    return (*fields[:last], *asked, *fields[last:])
