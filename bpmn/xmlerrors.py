"""What the XML parser says of a broken file, in our own sentences.

libxml2 speaks English, and to programmers. The faults that people meet (a file cut off, tags that don't close, `&` and
`<` in a name, quotes forgotten) are said in both languages; for the rest its own words stand alone.
"""

from __future__ import annotations

import re

_SENTENCES: tuple[tuple[str, str, str], ...] = (
    (
        r"Opening and ending tag mismatch: (\S+)(?: line (\d+))? and (\S+)",
        "thẻ <{0}> mở ở dòng {1} lại bị đóng bằng </{2}>",
        "the tag <{0}> that opens in line {1} is closed by </{2}>",
    ),
    (
        r"Premature end of data in tag (\S+) line (\d+)",
        "tệp bị cắt ngang: thẻ <{0}> mở ở dòng {1} không có chỗ đóng",
        "the file is cut off: the tag <{0}> that opens in line {1} is never closed",
    ),
    (r"Entity '([^']+)' not defined", "ký hiệu “&{0};” không có trong XML", "the entity “&{0};” is not known in XML"),
    (r"(?:xmlParseEntityRef: no name|EntityRef: expecting ';')", "dấu & phải viết là &amp;", "& must be written &amp;"),
    (
        r"Unescaped '<' not allowed in attributes values",
        "dấu < trong giá trị phải viết là &lt;, hoặc thiếu dấu nháy đóng trước đó",
        "< in a value must be written &lt;, or a closing quote is missing before it",
    ),
    (
        r"AttValue: \" or ' expected",
        "giá trị của thuộc tính không nằm trong dấu nháy",
        "an attribute's value is not in quotes",
    ),
    (
        r"AttValue: ['\"] expected",
        "giá trị của thuộc tính thiếu dấu nháy đóng, có thể tệp bị cắt ngang",
        "an attribute's value has no closing quote; the file may be cut off",
    ),
    (
        r"Specification mandates value for attribute (\S+)",
        "thuộc tính {0} không có giá trị",
        "the attribute {0} has no value",
    ),
    (r"Attribute (\S+) redefined", "thuộc tính {0} được ghi hai lần trong một thẻ", "the attribute {0} stands twice"),
    (
        r"(?:attributes construct error|error parsing attribute name|Couldn't find end of Start Tag.*)",
        "thẻ bị hỏng, có thể vì dấu nháy thừa hoặc thiếu trong một giá trị, hoặc vì tệp bị cắt ngang",
        "a tag is broken, maybe by a quote too many or too few in a value, or because the file is cut off",
    ),
    (
        r"StartTag: invalid element name",
        "sau dấu < không phải tên thẻ; dấu < trong văn bản phải viết là &lt;",
        "no tag's name follows <; in a text it must be written &lt;",
    ),
    (
        r"Namespace prefix (\S+)(?: for \S+)? on \S+ is not defined",
        "tiền tố “{0}” chưa được khai báo",
        "the prefix “{0}” is not declared",
    ),
    (
        r"(?:PCDATA invalid Char|xmlParseCharRef: invalid xmlChar) value.*|"
        r"invalid character in attribute value",
        "có ký tự điều khiển mà XML không cho phép",
        "there is a control character that XML doesn't allow",
    ),
    (
        r"Extra content at the end of the document",
        "sau phần tử gốc còn nội dung khác",
        "something else follows the root element",
    ),
    (
        r"Start tag expected, '<' not found|Document is empty",
        "tệp không bắt đầu bằng một thẻ XML",
        "the file does not begin with an XML tag",
    ),
    (
        r"(?:Comment must not contain|Double hyphen within comment|Comment not terminated).*",
        "chú thích bị hỏng",
        "a comment is broken",
    ),
    (r"CData section not finished.*", "phần CDATA không có chỗ đóng", "a CDATA section is never closed"),
    (
        r"expected '>'",
        "thẻ đóng thiếu dấu >, có thể tệp bị cắt ngang",
        "a closing tag lacks its >; the file may be cut off",
    ),
)
_KNOWN = tuple((re.compile(pattern, re.DOTALL), vi, en) for pattern, vi, en in _SENTENCES)


def said(detail: str) -> tuple[str, str]:
    """A parser's message in Vietnamese and in English, with its own words behind it.

    Parameters:
        detail: what libxml2 says, without the place.
    """
    own = " ".join(detail.split())
    for pattern, vi, en in _KNOWN:
        if found := pattern.fullmatch(detail.strip()):
            parts = [part or "?" for part in found.groups()]
            return f"{vi.format(*parts)} (XML: {own})", f"{en.format(*parts)} (XML: {own})"
    return own, own
