"""Files that are almost XML: what programs get wrong so often that it can be mended without guessing at the content.

Each mending is a finding. Anything else that is no XML stays refused: a file that was cut off is not a diagram.
"""

from __future__ import annotations

import re

from bpmn import markup, vocabulary
from bpmn.lint import finding
from bpmn.reading import told

_MOST_PREFIXES = 10
_UNDECLARED = re.compile(r"Namespace prefix ([\w.-]+) .*is not defined")
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?definitions(?=[\s>/])")
_USUAL = {
    "bpmn": vocabulary.MODEL,
    "bpmn2": vocabulary.MODEL,
    "model": vocabulary.MODEL,
    "semantic": vocabulary.MODEL,
    "bpmndi": vocabulary.DI,
    "dc": vocabulary.DC,
    "omgdc": vocabulary.DC,
    "di": vocabulary.DD,
    "omgdi": vocabulary.DD,
    "xsi": vocabulary.XSI,
    "camunda": vocabulary.CAMUNDA,
    "zeebe": vocabulary.ZEEBE,
    "activiti": vocabulary.ACTIVITI,
    "flowable": vocabulary.FLOWABLE,
    "laneway": vocabulary.LANEWAY,
}


def parsed(data: bytes, limits: markup.Limits) -> tuple[markup.Element, tuple[finding.Finding, ...]]:
    """The root element, and what had to be mended.

    Raises:
        ReadError: of the file as it came, where mending doesn't help.
    """
    try:
        return markup.parse(data, limits), ()
    except markup.ReadError as error:
        mended, rules = _as_text(data, error)
        if mended is data and not _UNDECLARED.search(error.values.get("detail", "")):
            raise
        undeclared: list[str] = []
        for _ in range(_MOST_PREFIXES):
            try:
                root = markup.parse(mended, limits)
            except markup.ReadError as again:
                prefix = _UNDECLARED.search(again.values.get("detail", ""))
                if prefix is None or prefix[1] in undeclared or not _ROOT.search(mended):
                    raise error from again
                undeclared.append(prefix[1])
                mended = _declared(mended, prefix[1])
            else:
                return root, (*rules, *_told(undeclared))
        raise


def _as_text(data: bytes, error: markup.ReadError) -> tuple[bytes, tuple[finding.Finding, ...]]:
    """Bytes that are no UTF-8 in a file that should be: the code page of Western Windows is the usual culprit."""
    if error.code not in ("not_xml", "encoding") or not data.lstrip().startswith(b"<"):
        return data, ()
    try:
        data.decode()
    except UnicodeDecodeError:
        mended = b"\xef\xbb\xbf" + data.decode("cp1252", "replace").encode()
        return mended, (told.said("encoding-guessed", "definitions", line=error.line, at=error.line),)
    return data, ()


def _declared(data: bytes, prefix: str) -> bytes:
    """The file with a prefix declared at its root."""
    uri = _USUAL.get(prefix, f"urn:undeclared:{prefix}")
    return _ROOT.sub(lambda root: root[0] + f' xmlns:{prefix}="{uri}"'.encode(), data, count=1)


def _told(undeclared: list[str]) -> tuple[finding.Finding, ...]:
    if not undeclared:
        return ()
    return (told.said("prefix-undeclared", "definitions", line=1, prefixes=", ".join(undeclared)),)
