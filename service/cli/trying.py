"""The command `try`: runs a diagram in the terminal, one lane's task after the other, without a database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from bpmn import prepared as pp
from bpmn import settings as st
from bpmn import study
from bpmn.forms import check, task
from bpmn.forms import form as fm
from runner import engine, loader, outcome
from service.cli import files as beside_it
from service.rules import worktime


@click.command("try")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--start-only", is_flag=True, help="Start each process and say what it waits for.")
@click.option("--json", "as_json", is_flag=True, help="With --start-only: one JSON object a line and file.")
def try_files(files: tuple[Path, ...], start_only: bool, as_json: bool) -> None:
    """Run diagrams in the terminal, asking for each task's answers and showing its lane."""
    if as_json and not start_only:
        raise click.UsageError("--json goes with --start-only.")
    for file in files:
        if start_only:
            told = started(file)
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else _sentence(told))
        else:
            _play(file)


def started(file: Path) -> dict[str, object]:
    """What starting each process of a file leads to: `{file, error, processes}` as plain JSON.

    An outcome is ``human`` (a person is asked), ``event`` (a message, signal or timer is awaited), ``service`` (outside
    work), ``complete`` (ended at once) or ``stuck`` (the step failed, and `error` says why).
    """
    try:
        studied = study.study(file.read_bytes())
        program = loader.program(studied.prepared)
        processes = {name: _start(program, studied.prepared, name) for name in studied.prepared.diagram.processes}
    except (OSError, study.ReadError, loader.UnsupportedError) as cause:
        return {"file": str(file), "error": str(cause), "processes": {}}
    except Exception as fault:  # noqa: BLE001 -- a fault of ours with one file must not hide what the others do
        return {"file": str(file), "error": f"{type(fault).__name__}: {fault}", "processes": {}}
    return {"file": str(file), "error": None, "processes": processes}


def _start(program: loader.Program, prepared: pp.Prepared, process: str) -> dict[str, object]:
    try:
        done = engine.start(program, {}, now=datetime.now(UTC), processes=(process,))
    except outcome.StepError as failed:
        return {"outcome": "stuck", "waiting": [], "error": str(failed)}
    waiting = [{"id": wait.element, "lane": _label(prepared, wait.lane)} for wait in done.opened]
    return {"outcome": _outcome(done), "waiting": waiting, "error": None}


def _outcome(done: outcome.Outcome) -> str:
    if done.ended:
        return "complete"
    kinds = {wait.kind for wait in done.opened}
    for kind, name in (
        (outcome.WaitKind.TASK, "human"),
        (outcome.WaitKind.CALL, "service"),
        (outcome.WaitKind.MESSAGE, "event"),
        (outcome.WaitKind.TIMER, "event"),
        (outcome.WaitKind.CONDITION, "event"),
    ):
        if kind in kinds:
            return name
    return "stuck"


def _label(prepared: pp.Prepared, key: str) -> str:
    lane = prepared.diagram.lanes.get(key)
    return lane.label if lane is not None else ""


def _sentence(told: dict[str, object]) -> str:
    if told["error"]:
        return f"{told['file']}: {told['error']}"
    processes = told["processes"]
    assert isinstance(processes, dict)
    parts = [f"{name}: {what['outcome']}" for name, what in processes.items()]
    return f"{told['file']}: {'; '.join(parts) or 'no process'}"


class _Run:
    """One case in the terminal: its state, what it waits for, and a clock that only timers move."""

    def __init__(self, prepared: pp.Prepared, forms: dict[str, fm.Form]) -> None:
        self.prepared, self.forms = prepared, forms
        self.program = loader.program(prepared)
        self.now = datetime.now(UTC)
        self.state = b""
        self.ended = False
        self.waits: dict[int, outcome.Wait] = {}
        self.timers: dict[int, outcome.Timer] = {}
        self.listening: dict[int, outcome.Listening] = {}
        self.mail: list[outcome.Message] = []

    def take(self, done: outcome.Outcome) -> None:
        """Keep what a step did, as the tables would."""
        self.state, self.ended = done.state, done.ended
        for closed in done.closed:
            self.waits.pop(closed.seq, None)
        self.waits.update({wait.seq: wait for wait in done.opened})
        for seq in done.timers_off:
            self.timers.pop(seq, None)
        self.timers.update({timer.seq: _dated(timer) for timer in done.timers_set})
        for seq in done.listening_off:
            self.listening.pop(seq, None)
        self.listening.update({on.seq: on for on in done.listening_on})
        for message in done.sent:
            click.echo(f"  ✉ {message.name}")
            self.mail.append(message)

    def post(self) -> bool:
        """Deliver what can be delivered inside the case."""
        for message in list(self.mail):
            try:
                done = engine.deliver(self.program, self.state, message, now=self.now)
            except outcome.NotOpenError:
                continue
            self.mail.remove(message)
            self.take(done)
            return True
        return False


def _dated(timer: outcome.Timer) -> outcome.Timer:
    """Working time by the plain calendar: nobody here has another."""
    if timer.working is None:
        return timer
    limit = st.Limit(timer.working.amount, st.Unit(timer.working.unit))
    return replace(timer, due_at=worktime.add(timer.due_at, limit))


def _play(file: Path) -> None:
    try:
        data = file.read_bytes()
        files = beside_it.forms_of(data, file.parent)
        beside = file.with_suffix(".settings.json")
        settings = st.from_json(json.loads(beside.read_bytes())) if beside.exists() else None
        studied = study.study(data, files, settings)
        forms = dict(studied.forms)
        run = _Run(studied.prepared, forms)
    except (OSError, ValueError, study.ReadError, loader.UnsupportedError, fm.FormError) as cause:
        raise click.ClickException(f"{file}: {cause}") from cause
    click.secho(file.name, bold=True)
    try:
        start = task.for_start(studied.prepared, forms)
        run.take(engine.start(run.program, _ask(start, {}) if start else {}, now=run.now))
        while not run.ended and _turn(run):
            pass
    except outcome.StepError as failed:
        raise click.ClickException(str(failed)) from failed
    click.echo("ended" if run.ended else "stuck: nothing waits, and the case has not ended")


def _turn(run: _Run) -> bool:
    """One thing happens: a message arrives, a person answers, or time passes. False when nothing can."""
    if run.post():
        return True
    tasks = [wait for wait in run.waits.values() if wait.kind is outcome.WaitKind.TASK]
    choices: list[tuple[str, outcome.Wait | outcome.Timer | outcome.Listening]] = []
    choices += [(f"{_label(run.prepared, wait.lane)}: {wait.name or wait.element}", wait) for wait in tasks]
    choices += [(f"⏱ {timer.element} {timer.due_at:%Y-%m-%d %H:%M}", timer) for timer in run.timers.values()]
    choices += [(f"✉ {on.message}", on) for on in run.listening.values()]
    if not choices:
        return False
    for number, (text, _) in enumerate(choices, 1):
        click.echo(f"{number}. {text}")
    number = click.prompt("?", type=click.IntRange(1, len(choices)), default=1) if len(choices) > 1 else 1
    _choose(run, choices[number - 1][1])
    return True


def _choose(run: _Run, chosen: outcome.Wait | outcome.Timer | outcome.Listening) -> None:
    if isinstance(chosen, outcome.Timer):
        run.now = max(run.now, chosen.due_at) + timedelta(milliseconds=1)
        run.take(engine.wake(run.program, run.state, now=run.now, over=[chosen.seq]))
    elif isinstance(chosen, outcome.Listening):
        message = outcome.Message(chosen.message, "", {}, chosen.key, signal=chosen.signal)
        run.take(engine.deliver(run.program, run.state, message, now=run.now, seq=chosen.seq))
    else:
        asked = task.for_task(run.prepared, chosen.element, run.forms)
        answers = _ask(asked, engine.variables(run.program, run.state, chosen.seq))
        run.take(engine.complete(run.program, run.state, chosen.seq, answers, now=run.now))


def _ask(asked: fm.Form, variables: dict[str, outcome.Json]) -> dict[str, outcome.Json]:
    """Ask every field until the form accepts the answers."""
    while True:
        raw: dict[str, outcome.Json] = {}
        for path, field in asked.carriers():
            answer = _ask_field(field)
            if answer is not None:
                _put(raw, path, answer)
        checked = check.check(asked, raw, variables)
        if not checked.problems:
            return dict[str, Any](checked.answers)
        for problem in checked.problems:
            click.secho(f"  {problem.key}: {problem.code}", fg="red")


def _put(raw: dict[str, outcome.Json], path: tuple[str, ...], answer: outcome.Json) -> None:
    """Write an answer where its field's path says."""
    inner = raw
    for name in path[:-1]:
        below = inner.setdefault(name, {})
        assert isinstance(below, dict)
        inner = below
    inner[path[-1]] = answer


def _ask_field(field: fm.Field) -> outcome.Json:
    label = field.label or field.key
    if field.options:
        for number, option in enumerate(field.options, 1):
            click.echo(f"    {number}. {option.label}")
        picked = click.prompt(f"  {label}", default="" if not field.rules.required else "1")
        indexes = [int(part) - 1 for part in picked.replace(",", " ").split() if part.isdigit()]
        values: list[Any] = [field.options[i].value for i in indexes if 0 <= i < len(field.options)]
        return values if field.type in ("checklist", "taglist") else (values[0] if values else None)
    if field.type == "checkbox":
        return click.confirm(f"  {label}", default=False)
    text = str(click.prompt(f"  {label}", default="", show_default=False))
    if not text:
        return None
    if field.type == "number":
        try:
            number = json.loads(text)
        except ValueError:
            return text
        return number if isinstance(number, int | float) else text
    return text
