"""Texts that mean harm: each ends in a plain value or in an error of ours, after bounded work."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.expressions import errors, evaluate, parse, regex, values
from tests.support import effort

NOW = datetime(2026, 9, 2, 8, 30, tzinfo=UTC)


def nested(depth: int) -> list[Any]:
    found: list[Any] = []
    for _ in range(depth):
        found = [found]
    return found


DATA: dict[str, Any] = {
    "a": "a" * 4000, "b": "ab" * 2000, "s": "x" * 90_000, "t": ["a" * 100] * 2000, "l": list(range(5000)),
    "big": [{"k": at} for at in range(9000)], "deep": nested(20_000), "j": "[" * 90_000, "n": 7,
}  # fmt: skip
STATEMENTS = 2_500_000
"""Most lines of ours that one evaluation may execute: about what its 100,000 steps are at their dearest."""

REGEX_BOMBS = [
    '= matches(a, "(a+)+$")',
    '= matches(a, "(a|a)*b")',
    '= matches(a, "(.*)(.*)(.*)(.*)(.*)(.*)x")',
    '= matches(a, "(a?){500}(a){500}")',
    '= replace(s, "(x)", "$1$1")',
    '= for i in 1..9000 return matches("a", string join([string(i), "{0,900}"]))',
    "${a.matches('(a+)+b')}",
]
OTHER_BOMBS = [
    "= for i in 1..9999 return partial",
    "= string(for i in 1..30 return partial)",
    "= sort(for i in l return modulo(i * 7919, 5003), function(x, y) count(l[item < x]) > 1)",
    "= list replace(l, function(x, y) every z in l satisfies z > -1, 1)",
    "= duplicate values(l)",
    "= string join(t, s)",
    "= to base64(s)",
    "= 0.5 ** 1e18",
    "= exp(1e10)",
    "= range(s)",
    '= time(1, 1, 1, duration("P9999Y"))',
    '= @"P99999999999999999999Y"',
    "= context put({}, for i in 1..500 return string(i), 1)",
    "= decimal(1e300, 20)",
    "${S(j)}",
    "${s += s}",
    "${'x'.replace('x', s) += s}",
    "${dateTime().plusDays(9223372036854775807)}",
    "range(10 ** 9)",
    "l + l + l",
    "timedelta(days=10 ** 18)",
    "2 ** 0.5 ** 99",
    "getDataObject('big')/k = getDataObject('big')/k",
    "getDataObject('big')[count($big[k > 1]) > 1]",
    "getDataObject('deep')/a/b/c = 1",
    "translate($s, $s, $s) = getDataObject('s')",
    "substring($s, -1e300) = getDataObject('n')",
]
ESCAPES = [
    "().__class__.__bases__[0].__subclasses__()",
    "''.__class__.__mro__[1]",
    "[].append.__self__",
    "a.__init__.__globals__['os']",
    "a.mro()",
    "getattr(a, '__class__')",
    "__builtins__['eval']",
    "eval('1')",
    "exec('1')",
    "compile('1', '', 'eval')",
    "vars()",
    "globals()",
    "breakpoint()",
    "help()",
    "input()",
    "open('/etc/passwd').read()",
    "'{0.__class__}'.format(a)",
    "'%s' % a",
    "f'{a.__class__}'",
    "a.format_map(n)",
    "a.encode('idna')",
    "a.translate(n)",
    "(lambda: 1)()",
    "[x for x in ().__class__.__bases__]",
    "(yield)",
    "await a",
    "a; import os",
    "a\nimport os",
    "a if __import__('os') else 1",
    "${''.getClass().forName('java.lang.Runtime').getMethod('exec')}",
    "${''.class.classLoader}",
    "#{T(java.lang.Runtime).getRuntime().exec('id')}",
    "${applicationScope}",
    "${pageContext.request.getSession().setAttribute('a', 1)}",
    "${facesContext.externalContext}",
    "${runtimeService.deleteProcessInstance('x', 'y')}",
    "${execution.getProcessEngineServices().getRuntimeService()}",
    "${execution.setVariable('x', 1)}",
    "${beans['x'].run()}",
    "${java.lang.System.exit(0)}",
    "${''['class']}",
    "${new java.io.File('x')}",
    "${S(j).getClass()}",
    "${connector('http').createRequest().get().execute()}",
    '= function() external { java: { class: "java.lang.Runtime", method signature: "exec" } }',
    "= {f: function(x) f(x)}.f(1)",
    '= sort([1, 2], function(x, y) sort([x, y], function(x, y) x.__class__))',
    "= a.__class__",
    '= get value(a, "__class__").__mro__',
    "this.constructor.constructor('return process')().exit()",
    "require('child_process').execSync('id')",
    "process.mainModule",
    "document('file:///etc/passwd')/a = getDataObject('a')",
    "doc('http://127.0.0.1/')/a = getDataObject('a')",
    "php:function('system', 'id') = getDataObject('a')",
    "getDataObject('a')/../../..",
    "ｅｖａｌ('1')",
    "a.＿＿class＿＿",
    "a\u200b.\u200bupper()",
    "\u202e)('live",
    "\ufeffa == 'x'",
    "𝐚 == 1",
    "a\u0000b",
    "\ud800",
]  # fmt: skip


def answered(text: str) -> object:
    """The value, or the error."""
    try:
        return evaluate.required(parse.parse(text), DATA, NOW)
    except errors.ExpressionError as refusal:
        return refusal


@pytest.mark.parametrize("text", REGEX_BOMBS + OTHER_BOMBS)
def test_a_bomb_costs_no_more_than_its_steps(text: str) -> None:
    parse.parse(text)  # apart: grammars are built once
    assert effort.statements(lambda: answered(text)) <= STATEMENTS


@pytest.mark.parametrize("text", ESCAPES)
def test_nothing_is_reached_that_is_no_data(text: str) -> None:
    found = answered(text)
    if not isinstance(found, errors.ExpressionError):
        assert values.kind(found) in {"null", "boolean", "number", "string", "list"}
        assert found in (None, False, True) or found in DATA.values()


# What is repeated begins with a character: of loops through nothing each engine makes something else.
PATTERNS = st.recursive(
    st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "\\d", "\\w", "^", "$", "[a-c]", "\\.", "é"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda parts: f"(?:{parts[0]}|{parts[1]})"),
        inner.map(lambda part: f"({part})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "*?", "+?", "??", "{2}", "{1,3}", "{2,}"])).map(
            lambda parts: f"(?:[abc]{parts[0]}){parts[1]}"
        ),
    ),
    max_leaves=8,
)


@given(PATTERNS, st.text("abc.1é\n", max_size=12))
def test_a_pattern_finds_what_pythons_own_finds(pattern: str, text: str) -> None:
    run = values.Run(None)
    run.steps = 10**9
    # Python's dollar also stands before a last line break, its dot at a carriage return only.
    theirs = re.search(pattern.replace("$", "\\Z"), text)
    ours = regex.search(regex.read(pattern), text, 0, run)
    assert (ours is None) == (theirs is None)
    if ours is not None and theirs is not None:
        assert ours[:2] == theirs.span()


@given(st.text("ab()[]{}*+?|^$\\.-,1dwspPL", max_size=30), st.text(max_size=8))
def test_any_pattern_is_read_or_refused(pattern: str, flags: str) -> None:
    with contextlib.suppress(errors.EvaluationError):
        regex.search(regex.read(pattern, flags), "abab1", 0, values.Run(None))
