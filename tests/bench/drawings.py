"""The diagrams that are measured, written so that the stock engine and ours read the very same file."""

from __future__ import annotations

from dataclasses import dataclass

from tests.service.usecases import world

LANES = ("One", "Two", "Three", "Four")
AGAIN, VALUE = "again", {"again": 1}
"""What the gateways ask, and what every task answers."""

ANSWERS: dict[str, object] = {
    "ho_ten_ben_nam": "Đoàn Quang Vinh",
    "ngay_sinh_ben_nam": "1996-03-14",
    "so_dinh_danh_ben_nam": "036096004518",
    "dan_toc_ben_nam": "Kinh",
    "quoc_tich_ben_nam": "Việt Nam",
    "noi_cu_tru_ben_nam": "Tổ 5, phường Trường Thi, tỉnh Ninh Bình",
    "ho_ten_ben_nu": "Mạc Thị Bích Ngân",
    "ngay_sinh_ben_nu": "1998-11-02",
    "so_dinh_danh_ben_nu": "031198007742",
    "dan_toc_ben_nu": "Kinh",
    "quoc_tich_ben_nu": "Việt Nam",
    "noi_cu_tru_ben_nu": "Số 27 ngõ 112 đường Chợ Hàng, phường Lê Chân, Hải Phòng",
    "ket_hon_lan_thu": 1,
    "giay_xac_nhan_tinh_trang_hon_nhan": "Số 418/UBND-XNTTHN ngày 09/10/2026",
    "so_dien_thoai_lien_he": "0912 445 873",
    "ngay_hen_tra": "2026-12-01",
    "hinh_thuc_nhan": "Nhận trực tiếp tại Bộ phận một cửa",
    "le_phi": 0,
    "ho_so_day_du": True,
    "can_bo_tiep_nhan": "Lương Thị Hồng Nhung",
}
"""Twenty answers of a marriage registration, which no shipped procedure is and no dictionary has learnt from."""

FORMS = {
    "step.form": {
        "id": "step",
        "type": "default",
        "components": [{"type": "number", "id": AGAIN, "key": AGAIN, "label": AGAIN, "validate": {"required": True}}],
    }
}
FORM = (
    '<extensionElements><formDefinition xmlns="http://camunda.org/schema/zeebe/1.0" formId="step"/></extensionElements>'
)
"""Links the form of every task."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A diagram. `walked` is how many tasks a case completes from its start to its end, 0 where it goes on for ever."""

    name: str
    data: bytes
    walked: int

    @property
    def lanes(self) -> dict[str, dict[str, object]]:
        """All lanes to one agency, so that one person can walk a case through."""
        return {f"P/{lane}": world.to("agency", "H26.1") for lane in LANES}


def procedure(tasks: int) -> Sample:
    """`tasks` tasks one after another in four lanes; two of them are the ways of a decision, two are parallel."""
    drawing = world.Drawing()
    for lane in LANES:
        drawing.lanes[lane] = []
    path, number = ["s"], 0

    def task() -> str:
        nonlocal number
        number += 1
        name = f"t{number}"
        drawing.node(LANES[(number - 1) * len(LANES) // tasks], "userTask", name, FORM)
        return name

    drawing.node("One", "startEvent", "s")
    path += [task() for _ in range((tasks - 4) // 2)]
    drawing.path(*path, "choose")
    ways = task(), task()
    drawing.node("Two", "exclusiveGateway", "choose", default=f"choose_{ways[1]}").node(
        "Two", "exclusiveGateway", "met"
    )
    drawing.path("choose", ways[0], condition="again > 0").path("choose", ways[1])
    for way in ways:
        drawing.path(way, "met")
    drawing.path("met", "split").node("Three", "parallelGateway", "split").node("Three", "parallelGateway", "join")
    for branch in (task(), task()):
        drawing.path("split", branch, "join")
    rest = ["join", *(task() for _ in range(tasks - number)), "e"]
    drawing.node("Four", "endEvent", "e").path(*rest)
    return Sample(f"{tasks} tasks", _file(drawing), tasks - 1)


def loop() -> Sample:
    """Two tasks that come again and again."""
    drawing = world.Drawing()
    drawing.node("One", "startEvent", "s").user("One", "t1").user("Two", "t2").node("Three", "endEvent", "e")
    drawing.node("Three", "exclusiveGateway", "merge").node("Four", "exclusiveGateway", "choose", default="choose_e")
    drawing.path("s", "merge", "t1", "t2", "choose").path("choose", "merge", condition="again > 0").path("choose", "e")
    return Sample("loop", _file(drawing), 0)


def blocks(number: int) -> Sample:
    """`number` blocks of two parallel tasks, one after another."""
    drawing = world.Drawing()
    drawing.node("One", "startEvent", "s").node("Four", "endEvent", "e")
    last = "s"
    for n in range(number):
        drawing.node("Two", "parallelGateway", f"f{n}").node("Two", "parallelGateway", f"j{n}")
        for side in "ab":
            drawing.user("Three", f"{side}{n}")
            drawing.path(f"f{n}", f"{side}{n}", f"j{n}")
        drawing.path(last, f"f{n}")
        last = f"j{n}"
    drawing.path(last, "e")
    return Sample(f"{number} fork/join blocks", _file(drawing), 2 * number)


def fan(ways: int) -> Sample:
    """A fork into `ways` parallel tasks and the join of them."""
    drawing = world.Drawing()
    drawing.node("One", "startEvent", "s").node("One", "parallelGateway", "fork").node("Two", "parallelGateway", "join")
    drawing.node("Two", "endEvent", "e").path("s", "fork").path("join", "e")
    for n in range(ways):
        drawing.user("Three", f"t{n}").path("fork", f"t{n}", "join")
    return Sample(f"{ways} ways", _file(drawing), ways)


def circling(branches: int) -> Sample:
    """A fork into branches of two tasks that meet without waiting and may go round: tokens without end."""
    drawing = world.Drawing()
    drawing.node("One", "startEvent", "s").node("Four", "endEvent", "e").node("One", "exclusiveGateway", "again")
    drawing.node("One", "parallelGateway", "fork").node("Two", "exclusiveGateway", "met")
    drawing.path("s", "again", "fork").path("met", "again", condition="again > 0").path("met", "e")
    for n in range(branches):
        drawing.user("Three", f"a{n}").user("Three", f"b{n}").path("fork", f"a{n}", f"b{n}", "met")
    return Sample(f"{branches} circling branches", _file(drawing), 0)


def long_file(elements: int) -> bytes:
    """A file of so many elements: a chain of tasks and the flows between them."""
    drawing = world.Drawing()
    names = [f"t{number}" for number in range((elements - 3) // 2)]
    drawing.node("One", "startEvent", "s").node("One", "endEvent", "e")
    for name in names:
        drawing.user("One", name)
    return world.xml(drawing.path("s", *names, "e"))


def _file(drawing: world.Drawing) -> bytes:
    # Without "=", which would make the condition FEEL: "again > 0" means the same to both engines.
    return world.xml(drawing).replace(b">=again", b">again")
