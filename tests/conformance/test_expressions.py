"""Conditions and timers as engines' own files write them: what a flow and an event make of each text."""

from __future__ import annotations

from html import escape

import pytest

from bpmn import study
from tests.bpmn import drawing
from tests.conformance import playing, sketch
from tests.conformance.playing import Case

DATA = {
    "test": "ab",
    "n": 7,
    "late": False,
    "nothing": None,
    "items": ["p", "q"],
    "none": [],
    "order": {"total": 3, "lines": [{"sku": "a"}]},
    "text": "5",
    "flag": "true",
}
PYTHON = {
    "test == 'ab'": True,
    'test != "ab"': False,
    "'a' in test": True,
    "'c' in test": False,
    "not 'c' in test": True,
    "'c' not in test": True,
    "n > 5 and not late": True,
    "n < 5 or late": False,
    "5 < n <= 7": True,
    "len(items) == 2": True,
    "not items": False,
    "not none": True,
    "nothing is None": True,
    "test is not None": True,
    "nothing == None": True,
    "not nothing": True,
    "items": True,
    "none": False,
    "n in (1, 7)": True,
    "n not in [1, 2]": True,
    "test.startswith('a') and test.endswith('b')": True,
    "test.upper() == 'AB'": True,
    "test[0] == 'a'": True,
    "items[-1] == 'q'": True,
    "order['total'] == 3": True,
    "order.get('tax', 0) == 0": True,
    "order['lines'][0]['sku'] == 'a'": True,
    "n % 2 == 1 and n // 2 == 3": True,
    "(n + 1) * 2 == 16": True,
    "test + 'c' == 'abc'": True,
    "True": True,
    "False": False,
    "late == False": True,
    "int(text) == 5": True,
    "n == '7'": False,
    "'yes' == ('yes' if n > 5 else 'no')": True,
}
JUEL = {
    "${test == 'ab'}": True,
    '${test eq "ab"}': True,
    "#{test ne 'ab'}": False,
    "${test.contains('a')}": True,
    "${!test.contains('a')}": False,
    "${n gt 5 and not late}": True,
    "${n > 5 && !late}": True,
    "${n lt 5 || late}": False,
    "${empty none}": True,
    "${not empty items}": True,
    "${empty missing}": True,
    "${nothing == null}": True,
    "${items.size() == 2}": True,
    "${items[1] == 'q'}": True,
    "${items.get(0) == 'p'}": True,
    "${order.total == 3}": True,
    "${order['total'] ge 3}": True,
    "${order.lines[0].sku == 'a'}": True,
    "${n == '7'}": True,
    "${text > 4}": True,
    "${flag == true}": True,
    "${n > 5 ? late : true}": False,
    "${n mod 2 == 1 and n div 7 eq 1}": True,
    "${test.length() == 2 and test.startsWith('a')}": True,
    "${execution.getVariable('n') == 7}": True,
    " \n ${ n > 5 } \n ": True,
}
BARE = {
    "<![CDATA[ n < 8 && !late ]]>": True,
    '<![CDATA[test.contains("a")]]>': True,
    "return n &gt; 5;": True,
    "n === 7": True,
    "getDataObject('n') == 7": True,
    "true()": True,
}
XPATH = {
    "getDataObject('n') = 7": True,
    "bpmn:getDataObject('test') = 'ab' and not(getDataObject('late'))": True,
    "getDataObject('order')/total &gt; 5": False,
    "count(getDataObject('order')/lines[sku = 'a']) = 1": True,
    "getDataObject('items') = 'q'": True,
    "getDataObject('n') &gt; 5 or getDataObject('late') = true()": True,
}
FEEL = {
    '= n &gt; 5 and test = "ab"': True,
    "= count(items) = 3": False,
    '= some one in order.lines satisfies one.sku = "a"': True,
    "= missing &gt; 3": False,
    '= matches(test, "^a") and n in [5..7]': True,
    '= today() &gt; date("2020-01-01")': True,
    "= get or else(n / 0, 1) = 1": True,
}
LANGUAGES = (
    "http://www.w3.org/1999/XPath",
    "http://www.java.com/java",
    "python",
    "groovy",
    "https://www.python.org/",
    "urn:x",
)
"""What files declare whatever they are written in."""


def decides(written: str, attributes: str = 'xsi:type="tFormalExpression"') -> str:
    """A gateway that one condition decides; `written` is XML."""
    drawn = sketch.one("s > x; x > a > e; x *> b > e")
    plain = '<sequenceFlow id="x-a" sourceRef="x" targetRef="a"></sequenceFlow>'
    condition = f"<conditionExpression {attributes}>{written}</conditionExpression></sequenceFlow>"
    assert plain in drawn
    return drawn.replace(plain, plain.removesuffix("</sequenceFlow>") + condition)


def deciding(
    group: str, texts: dict[str, bool], *, xml: bool = False, attributes: str = 'xsi:type="tFormalExpression"'
) -> list[Case]:
    return [
        Case(
            f"{group} {text}",
            "8.4.13",
            decides(text if xml else escape(text), attributes),
            f"? {'a' if value else 'b'}",
            DATA,
        )
        for text, value in texts.items()
    ]


CONDITIONS = [
    *deciding("Python", PYTHON),
    *deciding("JUEL", JUEL),
    *deciding("bare", BARE, xml=True),
    *deciding("XPath", XPATH, xml=True),
    *deciding("FEEL", FEEL, xml=True),
    *(
        case
        for language in LANGUAGES
        for case in deciding(language, {"'a' in test": True, "${n > 5}": True}, attributes=f'language="{language}"')
    ),
    *deciding("no type", {"test == 'ab'": True}, attributes=""),
    *deciding(
        "another type", {"n > 5": True}, attributes='xsi:type="bpmn:tFormalExpression" evaluatesToTypeRef="xsd:boolean"'
    ),
]


@pytest.mark.parametrize(("case", "dialect"), playing.cases(*CONDITIONS))
def test_a_condition_decides_as_its_language_says(case: Case, dialect: str) -> None:
    playing.play(case, dialect)


UNTOLD = [
    "missing == 1",
    "${missing == 1}",
    "test > 5",
    "= test > 5",
    "= test + 1 > 5 and n > 5",
    "order.phone == '1'",
    "${n}",
    "test",
    "getDataObject('missing') = 1",
]


@pytest.mark.parametrize("text", UNTOLD)
def test_a_condition_that_can_not_be_told_is_an_incident(text: str) -> None:
    run = Case(
        text,
        "13.4.2",
        decides(escape(text)),
        f"!{'unknown_variable' if 'missing' in text or 'phone' in text else 'condition_error'}@x",
        DATA,
    )
    playing.play(run, "python")


REFUSED = [
    *(
        ("expression-syntax", "x-a", decides(escape(text)))
        for text in (
            "n >",
            "${n > 5",
            "lambda: True",
            "[i for i in items]",
            "open('/etc/passwd')",
            "${x.getClass()}",
            "Person(age > 10)",
        )
    ),
    *(
        ("timer-unreadable", "c", sketch.one("s > c > e", sketch.catch("c", drawing.timer(text, kind))))
        for text, kind in (
            ("timedelta(1)", "timeDuration"),
            ("datetime.fromtimestamp(1)", "timeDate"),
            ("1 working fortnight", "timeDuration"),
            ("0/5 * * 32 * ?", "timeCycle"),
            ("01/02/2026", "timeDate"),
            ("PT", "timeDuration"),
            ("P1S", "timeDuration"),
            ("-PT1S", "timeDuration"),
            ("R3/PT0S", "timeCycle"),
            ("in an hour", "timeDate"),
        )
    ),
]


@pytest.mark.parametrize(("rule", "element", "drawn"), REFUSED)
def test_a_text_that_is_no_expression_or_timer_is_refused_where_it_stands(rule: str, element: str, drawn: str) -> None:
    told = study.study(drawn.encode()).findings
    assert (rule, element, "error") in {(one.rule, one.element, one.level.value) for one in told}
