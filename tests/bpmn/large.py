"""Files of any size in the shapes that hurt a reader: long, wide, deep, dense, and full of references to one thing.

A shape is a function from a number to a file of about so many elements; some are what a hostile hand would write.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.bpmn import drawing as dw

Shape = Callable[[int], bytes]
SHAPES: dict[str, Shape] = {}


def shape(make: Shape) -> Shape:
    """Register a shape under its name."""
    SHAPES[make.__name__.replace("_", " ")] = make
    return make


def whole(*parts: str, before: str = "", after: str = "") -> bytes:
    """A file of one process with a start `s` and an end `e`."""
    return dw.file(before, dw.process(dw.start(), *parts, dw.end()), after)


def of(kind: str, ids: list[str], inside: str = "", **attributes: str) -> str:
    return "".join(dw.node(kind, one, inside=inside, **attributes) for one in ids)


def names(letter: str, number: int) -> list[str]:
    return [f"{letter}{n}" for n in range(number)]


def fan(split: str, number: int, **flow: str) -> bytes:
    """A split into so many tasks and back; `n` in the flow's words is the number of the branch."""
    tasks = names("t", number)
    into = "".join(dw.flow("g", one, **{key: said.format(n=one) for key, said in flow.items()}) for one in tasks)
    out = "".join(dw.flow(one, "j") for one in tasks)
    return whole(of(split, ["g", "j"]), *map(dw.user, tasks), dw.chain("s", "g"), into, out, dw.chain("j", "e"))


def begun(one: str) -> str:
    """A process of one task."""
    return dw.process(dw.start(f"s{one}"), dw.user(f"t{one}"), dw.flow(f"s{one}", f"t{one}"), of=f"P{one}")


@shape
def a_chain_of_tasks(size: int) -> bytes:
    ids = names("t", size // 2)
    return whole(*map(dw.user, ids), dw.chain("s", *ids, "e"))


@shape
def a_chain_of_merges(size: int) -> bytes:
    ids = names("x", size // 2)
    return whole(*map(dw.xor, ids), dw.chain("s", *ids, "e"))


@shape
def tasks_of_programs(size: int) -> bytes:
    ids = names("t", size // 2)
    return whole(of("serviceTask", ids), dw.chain("s", *ids, "e"))


@shape
def tasks_of_one_name(size: int) -> bytes:
    ids = names("t", size // 2)
    return whole(of("userTask", ids, name="Kiểm tra"), dw.chain("s", *ids, "e"))


@shape
def a_parallel_fan(size: int) -> bytes:
    return fan("parallelGateway", size // 3)


@shape
def a_fan_of_labels(size: int) -> bytes:
    return fan("exclusiveGateway", size // 3, name="way {n}")


@shape
def a_fan_of_conditions(size: int) -> bytes:
    return fan("inclusiveGateway", size // 4, condition="{n} = 1")


@shape
def decisions_in_series(size: int) -> bytes:
    ids = names("x", size // 3)
    ways = "".join(dw.flow(one, "t", "no") for one in ids)
    yes = "".join(dw.flow(one, other, "yes") for one, other in zip(ids, [*ids[1:], "e"], strict=True))
    return whole(dw.user("t"), of("exclusiveGateway", ids, name="ok?"), dw.chain("s", "t", "x0"), ways, yes)


@shape
def decisions_whose_ids_are_not_latin(size: int) -> bytes:
    ids = [f"{chr(0x4E00 + n % 20_000)}" + "_" * (n // 20_000) for n in range(size // 3)]
    ways = "".join(dw.flow(one, other, label) for one in ids for other, label in ((ids[0], "no"), ("e", "yes")))
    return whole(of("exclusiveGateway", ids), dw.chain("s", ids[0]), ways)


@shape
def inclusive_blocks_in_series(size: int) -> bytes:
    parts, last = [], "s"
    for n in range(size // 6):
        split, one, join = f"f{n}", f"a{n}", f"j{n}"
        parts += [of("inclusiveGateway", [split, join]), dw.user(one)]
        parts += [
            dw.chain(last, split),
            dw.flow(split, one, condition="v = 1"),
            dw.flow(split, join),
            dw.chain(one, join),
        ]
        last = join
    return whole(*parts, dw.flow(last, "e"))


@shape
def one_gateway_of_many_flows(size: int) -> bytes:
    flows = "".join(dw.flow("x", "t", of=f"f{n}") for n in range(size))
    return whole(dw.xor("x"), dw.user("t"), dw.chain("s", "x"), flows, dw.chain("t", "e"))


@shape
def a_mesh(size: int) -> bytes:
    ids = names("x", size // 20)
    flows = (dw.flow(one, ids[(n + step) % len(ids)]) for n, one in enumerate(ids) for step in range(1, 20))
    return whole(*map(dw.xor, ids), dw.chain("s", "x0"), *flows)


@shape
def circles(size: int) -> bytes:
    ids = names("t", size // 4)
    back = "".join(dw.flow(one, "x") for one in ids)
    return whole(dw.xor("x"), of("task", ids), dw.chain("s", "x", *ids, "e"), back)


@shape
def tasks_alone(size: int) -> bytes:
    return whole(*map(dw.user, names("t", size)))


@shape
def starts(size: int) -> bytes:
    ids = names("b", size // 2)
    return whole(of("startEvent", ids), dw.user("t"), *(dw.flow(one, "t") for one in ids), dw.chain("t", "e"))


@shape
def ends(size: int) -> bytes:
    ids = names("b", size // 2)
    return whole(of("endEvent", ids), dw.user("t"), dw.chain("s", "t"), *(dw.flow("t", one) for one in ids))


@shape
def lanes(size: int) -> bytes:
    ids = names("t", size // 4)
    told = dw.lanes(**{f"lane_{one}": (one,) for one in ids})
    return whole(told, *map(dw.user, ids), dw.chain("s", *ids, "e"))


@shape
def hand_overs_to_and_fro(size: int) -> bytes:
    ids = names("x", size // 3)
    told = dw.lanes(here=("s", *ids[::2]), there=("e", *ids[1::2]))
    return whole(told, *map(dw.xor, ids), dw.chain("s", *ids, "e"))


@shape
def gateways_of_another_lane(size: int) -> bytes:
    tasks, ids = names("t", size // 6), names("x", size // 6)
    told = dw.lanes(here=("s", "e", *tasks), there=tuple(ids))
    into = "".join(dw.flow(one, other) for one, other in zip(tasks, ids, strict=True))
    return whole(told, *map(dw.user, tasks), *map(dw.xor, ids), dw.chain("s", *tasks), into, dw.chain(*ids, "e"))


@shape
def steps_with_limits(size: int) -> bytes:
    ids = names("t", size // 3)
    tasks = of("userTask", ids, **{"laneway:limit": "3 working_day"})
    told = whole(tasks, dw.chain("s", *ids, "e"), *(dw.flow(one, ids[0]) for one in ids))
    return told.replace(b'<process id="P"', b'<process id="P" laneway:limit="1 working_day"')


@shape
def shapes_on_each_other(size: int) -> bytes:
    return a_picture(size).replace(b'0" y="10"', b'" y="10"')


@shape
def lanes_that_all_list_one_step(size: int) -> bytes:
    return whole(dw.lanes(**{f"lane_{n}": ("t",) for n in range(size // 2)}), dw.user("t"), dw.chain("s", "t", "e"))


@shape
def boundary_events(size: int) -> bytes:
    ids = names("b", size // 4)
    told = of("boundaryEvent", ids, dw.timer("PT1H"), attachedToRef="t")
    return whole(dw.user("t"), told, dw.chain("s", "t", "e"), *(dw.flow(one, "e") for one in ids))


@shape
def an_event_gateway(size: int) -> bytes:
    ids = names("c", size // 4)
    caught = of("intermediateCatchEvent", ids, dw.timer("PT1H"))
    flows = "".join(dw.chain("g", one, "e") for one in ids)
    return whole(of("eventBasedGateway", ["g"]), caught, dw.chain("s", "g"), flows)


@shape
def event_subprocesses(size: int) -> bytes:
    parts = [dw.user("t"), dw.chain("s", "t", "e")]
    for n in range(size // 4):
        inside = dw.start(f"w{n}", "<signalEventDefinition/>") + dw.user(f"t{n}") + dw.flow(f"w{n}", f"t{n}")
        parts.append(dw.node("subProcess", f"u{n}", "", inside, triggeredByEvent="true"))
    return whole(*parts)


@shape
def subprocesses(size: int) -> bytes:
    ids = names("u", size // 5)
    inside = (dw.node("subProcess", one, "", dw.start(f"s{one}") + dw.user(f"t{one}")) for one in ids)
    return whole(*inside, *(dw.flow(f"s{one}", f"t{one}") for one in ids), dw.chain("s", *ids, "e"))


@shape
def events_that_say_nothing(size: int) -> bytes:
    ids = names("g", size // 8)
    nothing = "<timerEventDefinition/>"
    waits = (of("intermediateCatchEvent", [f"a{one}", f"b{one}"], nothing) for one in ids)
    ways = (dw.chain(one, f"a{one}", "e") + dw.chain(one, f"b{one}", "e") for one in ids)
    return whole(of("eventBasedGateway", ids), *waits, *ways, *(dw.flow("s", one) for one in ids))


@shape
def compensations(size: int) -> bytes:
    ids = names("t", size // 6)
    undone = (dw.border(f"b{one}", one, dw.event("compensate")) + dw.associated(f"b{one}", f"h{one}") for one in ids)
    throws = names("c", len(ids))
    handlers = of("userTask", [f"h{one}" for one in ids], isForCompensation="true")
    thrown = of("intermediateThrowEvent", throws, dw.event("compensate"))
    return whole(*map(dw.user, ids), *undone, handlers, thrown, dw.chain("s", *ids, *throws, "e"))


@shape
def links(size: int) -> bytes:
    parts, last = [], "s"
    for n in range(size // 6):
        told = f'<linkEventDefinition name="L{n}"/>'
        parts += [of("intermediateThrowEvent", [f"t{n}"], told), of("intermediateCatchEvent", [f"c{n}"], told)]
        parts.append(dw.flow(last, f"t{n}"))
        last = f"c{n}"
    return whole(*parts, dw.flow(last, "e"))


@shape
def errors_caught(size: int) -> bytes:
    ids = names("u", size // 6)
    thrown = '<errorEventDefinition errorRef="er"/>'
    inside = "".join(dw.node("subProcess", one, "", of("endEvent", [f"e{one}"], thrown)) for one in ids)
    caught = "".join(of("boundaryEvent", [f"b{one}"], thrown, attachedToRef=one) for one in ids)
    return whole(inside, caught, dw.chain("s", *ids, "e"), before='<error id="er" errorCode="E"/>')


@shape
def data_objects(size: int) -> bytes:
    ids = names("d", size // 4)
    references = "".join(dw.node("dataObjectReference", f"r{one}", dataObjectRef=one) for one in ids)
    tasks = names("t", size // 4)
    return whole(of("dataObject", ids), references, *map(dw.user, tasks), dw.chain("s", *tasks, "e"))


@shape
def correlation_properties(size: int) -> bytes:
    number = size // 6
    said = "".join(
        f'<correlationProperty id="k{n}"><correlationPropertyRetrievalExpression messageRef="m">'
        f"<messagePath>v{n}</messagePath></correlationPropertyRetrievalExpression></correlationProperty>"
        for n in range(number)
    )
    tasks = names("t", number)
    waiting = of("receiveTask", tasks, messageRef="m")
    return whole(waiting, dw.chain("s", *tasks, "e"), before=f'<message id="m" name="M"/>{said}')


@shape
def forms_in_the_file(size: int) -> bytes:
    number = size // 6
    held = "".join(f'<zeebe:userTaskForm id="f{n}">{{"components":[]}}</zeebe:userTaskForm>' for n in range(number))
    tasks = [
        dw.user(f"t{n}", inside="<extensionElements>"
                f'<zeebe:formDefinition formKey="camunda-forms:bpmn:f{n}"/></extensionElements>')
        for n in range(number)
    ]  # fmt: skip
    return whole(f"<extensionElements>{held}</extensionElements>", *tasks, dw.chain("s", *names("t", number), "e"))


@shape
def one_form_of_many_steps(size: int) -> bytes:
    number = size // 4
    fields = ",".join(f'{{"type":"textfield","key":"k{n}"}}' for n in range(number))
    link = '<extensionElements><zeebe:formDefinition formKey="camunda-forms:bpmn:f"/></extensionElements>'
    held = f'<zeebe:userTaskForm id="f">{{"components":[{fields}]}}</zeebe:userTaskForm>'
    tasks = names("t", number)
    steps = (dw.user(one, inside=link) for one in tasks)
    return whole(f"<extensionElements>{held}</extensionElements>", *steps, dw.chain("s", *tasks, "e"))


@shape
def one_id(size: int) -> bytes:
    return whole(of("userTask", ["t"] * size))


@shape
def no_ids(size: int) -> bytes:
    return whole("<userTask/>" * size)


@shape
def flows_to_nowhere(size: int) -> bytes:
    return whole(*(dw.flow(f"a{n}", f"b{n}") for n in range(size)))


@shape
def elements_of_another_world(size: int) -> bytes:
    return whole("<madeUp/>" * size)


@shape
def a_picture(size: int) -> bytes:
    ids = names("t", size // 5)
    shapes = "".join(
        f'<bpmndi:BPMNShape bpmnElement="{one}"><dc:Bounds x="{n}0" y="10" width="8" height="8"/></bpmndi:BPMNShape>'
        for n, one in enumerate(ids)
    )
    spaces = 'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    plane = f'<bpmndi:BPMNDiagram {spaces}><bpmndi:BPMNPlane bpmnElement="P">{shapes}</bpmndi:BPMNPlane>'
    return whole(*map(dw.user, ids), dw.chain("s", *ids, "e"), after=f"{plane}</bpmndi:BPMNDiagram>")


def nested(depth: int) -> bytes:
    """Subprocesses inside each other, each with a start, the innermost with a task."""
    inside = dw.start(f"s{depth}") + dw.user("t") + dw.flow(f"s{depth}", "t")
    for n in reversed(range(depth)):
        inside = dw.start(f"s{n}") + dw.node("subProcess", f"u{n}", inside=inside) + dw.flow(f"s{n}", f"u{n}")
    return dw.file(dw.process(inside))
