"""Ids are XML names without a colon (8.3.1, xsd:ID)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpmn.lint import finding, subject, words

WORDS = words.Words(
    "id-not-name",
    finding.Level.NOTE,
    "{count} phần tử có id không đúng dạng tên XML, phần tử đầu là «{id}»; vẫn được đọc, nhưng công cụ khác có thể "
    "từ chối tệp. Trong phần mềm vẽ: lưu lại, hoặc đổi id (chữ cái hoặc _ đứng đầu, không có dấu cách).",
    "The ids of {count} elements are no XML names, the first is “{id}”; they are read, but other tools may refuse "
    "the file. In the modeler: save it again, or change the id (a letter or _ first, no spaces).",
)
NAME = re.compile(r"[^\W\d][\w.\-\u00b7]*")
"""A name without a colon, as near to XML 1.0 as a short expression comes."""


def check(judged: subject.Subject) -> Iterator[finding.Finding]:
    """Told once, of the first, as a tool writes all of its ids alike."""
    drawn = judged.diagram
    tables = (drawn.processes, drawn.pools, drawn.nodes, drawn.flows, drawn.message_flows, drawn.items)
    wrong = [element for table in tables for element in table if NAME.fullmatch(element) is None]
    if wrong:
        yield judged.tell(WORDS, wrong[0], count=str(len(wrong)), id=wrong[0])
