"""What the reader says of sequence flows: their ends, and what they may lead across (7.6.1, 8.4.13)."""

from __future__ import annotations

from collections.abc import Mapping

from bpmn.lint import finding

_WARNING, _NOTE = finding.Level.WARNING, finding.Level.NOTE

RULES: Mapping[str, tuple[finding.Level, str, str]] = {
    "flow-dangles": (
        _WARNING,
        "Mũi tên {name} nối từ «{source}» tới «{target}», nhưng «{missing}» không có trong sơ đồ; mũi tên này bị bỏ "
        "ra. Hãy nối lại hoặc xóa mũi tên.",
        "Flow {name} goes from “{source}” to “{target}”, but “{missing}” is not in the diagram; the flow is left "
        "out. Connect it again or delete it.",
    ),
    "flow-mended": (
        _NOTE,
        "Mũi tên {name} thiếu đầu nối; đã lấy theo danh sách mũi tên vào, ra của các bước: từ «{source}» tới "
        "«{target}».",
        "Flow {name} lacks an end; it was taken from the lists of the steps: from “{source}” to “{target}”.",
    ),
    "flow-leaves-level": (
        _WARNING,
        "Mũi tên {name} nối «{source}» với «{target}» qua ranh giới của một quy trình con hoặc của một quy trình được "
        "gọi; mũi tên này bị bỏ ra. Hãy nối tới chính quy trình con, hoặc dùng luồng thông điệp giữa hai bể.",
        "Flow {name} connects “{source}” with “{target}” across the border of a subprocess or of a called process; it "
        "is left out. Connect it to the subprocess itself, or use a message flow between pools.",
    ),
    "flow-into-subprocess": (
        _WARNING,
        "Mũi tên {name} nối từ «{source}» tới sự kiện bắt đầu «{target}» bên trong một quy trình con; được đọc như nối "
        "tới chính quy trình con đó. Hãy nối mũi tên tới khung của quy trình con.",
        "Flow {name} leads from “{source}” to start event “{target}” inside a subprocess; it is read as leading to the "
        "subprocess itself. Connect it to the frame of the subprocess.",
    ),
    "flow-out-of-subprocess": (
        _WARNING,
        "Mũi tên {name} đi từ «{source}» bên trong một quy trình con ra «{target}» bên ngoài; được đọc là quy trình "
        "con kết thúc ở «{source}» rồi đi tiếp tới «{target}». Hãy đặt sự kiện kết thúc bên trong và nối mũi tên từ "
        "khung của quy trình con.",
        "Flow {name} leads from “{source}” inside a subprocess to “{target}” outside; it is read as the subprocess "
        "ending at “{source}” and going on to “{target}”. Put an end event inside and connect the flow from the frame "
        "of the subprocess.",
    ),
    "flow-lists-disagree": (
        _WARNING,
        "{name} kể mũi tên «{flow}» là của mình, nhưng mũi tên đó không nối với nó; tính theo hai đầu của mũi tên. Hãy "
        "lưu lại trong phần mềm vẽ.",
        "{name} lists flow “{flow}” as its own, but that flow isn't connected to it; the flow's own ends count. Save "
        "the diagram again in the modeler.",
    ),
}
