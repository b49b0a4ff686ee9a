"""What is said of each fault, in Vietnamese and English."""

from __future__ import annotations

from bpmn.lint import finding, words

ERROR, WARNING, NOTE = finding.Level.ERROR, finding.Level.WARNING, finding.Level.NOTE
NO_CASE_VI = " Không hồ sơ nào có thể kết thúc."
NO_CASE_EN = " No case at all can end."

DEADLOCK = words.Words(
    "deadlock",
    WARNING,
    "Hồ sơ có thể bế tắc: «{name}» chờ mãi nhánh {branches}, không còn gì đi tới bằng nhánh đó nữa. Trong phần mềm vẽ: "
    "cho mọi nhánh vào đây luôn chạy, hoặc gộp bằng cổng cùng loại với cổng đã rẽ.",
    "A case can get stuck: “{name}” waits for ever for the branch {branches}, on which nothing can come any more. In "
    "the modeler: let every branch into it always run, or join with a gateway of the kind that split.",
)
MESSAGE = words.Words(
    "deadlock",
    WARNING,
    "Hồ sơ có thể bế tắc: «{name}» chờ mãi thông điệp «{message}», {senders} không gửi nữa. Trong phần mềm vẽ: gửi "
    "thông điệp trên mọi nhánh, hoặc thêm cách khác để đi tiếp (cổng sự kiện với đồng hồ).",
    "A case can get stuck: “{name}” waits for ever for message “{message}”, which {senders} can't send any more. In "
    "the modeler: send it on every branch, or add another way on (an event-based gateway with a timer).",
)
TWICE = words.Words(
    "lack-of-synchronisation",
    WARNING,
    "Có thể làm hai lần: các nhánh chạy song song từ {split} gặp nhau ở «{name}» mà không chờ nhau, nên phần sau chạy "
    "một lần cho mỗi nhánh. Trong phần mềm vẽ: gộp bằng cổng song song (hoặc bao gồm), hoặc chỉ để một nhánh chạy.",
    "Work may be done twice: branches that run in parallel since {split} meet at “{name}” without waiting for each "
    "other, so that what follows runs once for each. In the modeler: join them by a parallel (or inclusive) gateway, "
    "or let only one of them run.",
)
LEFT = words.Words(
    "ends-with-work-left",
    NOTE,
    "Khi tới «{name}», việc còn dở ở {left} bị bỏ. Trong phần mềm vẽ: nếu không muốn vậy, dùng sự kiện kết thúc thường "
    "hoặc chờ các nhánh bằng cổng song song.",
    "When “{name}” is reached, work that is open at {left} is dropped. In the modeler: if that isn't meant, use a "
    "plain end event, or wait for the branches at a parallel gateway.",
)
NEVER = words.Words(
    "never-reached",
    WARNING,
    "Có mũi tên tới «{name}», nhưng không hồ sơ nào tới đó được. Trong phần mềm vẽ: xem lại cổng, thông điệp và lỗi ở "
    "phía trước, hoặc xóa.",
    "A way leads to “{name}”, but no case can ever come there. In the modeler: look at the gateways, messages and "
    "errors before it, or delete it.",
)
CIRCLE = words.Words(
    "cannot-end",
    WARNING,
    "Hồ sơ có thể không bao giờ kết thúc: tới «{name}» thì chỉ còn đi vòng qua {circle}. Trong phần mềm vẽ: thêm đường "
    "ra, hoặc xem vì sao đường ra không đi được.",
    "A case may never end: once at “{name}” it can only go round through {circle}. In the modeler: add a way out, or "
    "see why the way out can't be taken.",
)
BOUND = words.Words(
    "soundness-bound",
    NOTE,
    "Sơ đồ có quá nhiều khả năng: đã xem {count} tình huống rồi dừng. Những gì tìm thấy là đúng, nhưng có thể còn bế "
    "tắc khác. Trong phần mềm vẽ: tách bớt phần song song thành quy trình con.",
    "The diagram has too many possibilities: {count} situations were looked at, then no more. What was found is true, "
    "but there may be other faults. In the modeler: move some of what runs in parallel into subprocesses.",
)
BY_KIND = {
    "deadlock": DEADLOCK,
    "lack-of-synchronisation": TWICE,
    "ends-with-work-left": LEFT,
    "never-reached": NEVER,
    "cannot-end": CIRCLE,
}
EVERY = (DEADLOCK, MESSAGE, TWICE, LEFT, NEVER, CIRCLE, BOUND)
NOBODY_VI, NOBODY_EN = "không nơi nào", "nothing"
BEGINNING_VI, BEGINNING_EN = "lúc bắt đầu", "the beginning"
