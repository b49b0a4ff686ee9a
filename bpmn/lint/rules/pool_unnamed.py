"""A pool bears the name of whom it stands for."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "pool-unnamed",
    finding.Level.NOTE,
    "Một bể ({id}) không có tên; không rõ bên tham gia là ai. Trong phần mềm vẽ: đặt tên cơ quan, hệ thống hoặc người "
    "nộp hồ sơ cho bể.",
    "A pool ({id}) has no name; nobody can tell who takes part. In the modeler: name it after the agency, the system "
    "or the applicant.",
)


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Where there are several pools, or the one has no lanes to say who works in it."""
    laned = {lane.pool for lane in judged.diagram.lanes.values() if not lane.pool_itself}
    for pool in judged.diagram.pools.values():
        if not pool.name.strip() and (len(judged.diagram.pools) > 1 or pool.id not in laned):
            yield judged.tell(WORDS, pool.id, id=pool.id)
