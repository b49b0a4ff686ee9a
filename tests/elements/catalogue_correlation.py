"""Chapter 8.4.2: how a message finds the case that it is for."""

from __future__ import annotations

from tests.elements.probes import Effect, Same
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import MESSAGE, catch, draw, refers

PATH = "<messagePath>mã</messagePath>"
RETRIEVAL = f'<correlationPropertyRetrievalExpression messageRef="m">{PATH}</correlationPropertyRetrievalExpression>'
PROPERTY = f'<correlationProperty id="p" name="Mã" type="string">{RETRIEVAL}</correlationProperty>'
SECOND = PROPERTY.replace('id="p"', 'id="p2"').replace("mã", "năm")
KEY = (
    '<collaboration id="k"><correlationKey name="Khóa"><correlationPropertyRef>p</correlationPropertyRef>'
    "</correlationKey></collaboration>"
)


def correlated(part: str, then: str, otherwise: str, key: str, beside: str, other: str = "") -> Effect:
    """A message of a key that comes to a catch event."""
    return Effect(
        draw("s c a e", catch(refers("message", "m")), beside=MESSAGE + beside),
        part,
        f"<mã=1 năm=2; >M #{key}",
        then,
        otherwise,
        other,
    )


KEYED = draw("s c a e", catch(refers("message", "m")), beside=MESSAGE + PROPERTY + KEY)
BINDING = '<correlationPropertyBinding correlationPropertyRef="p"><dataPath>năm</dataPath></correlationPropertyBinding>'
SUBSCRIPTION = f'<correlationSubscription correlationKeyRef="k">{BINDING}</correlationSubscription>'


def subscribed(part: str) -> Effect:
    """A part of a process's subscription: with it the key is the year, else the code."""
    drawn = draw("s c a e", SUBSCRIPTION, catch(refers("message", "m")), beside=MESSAGE + PROPERTY + KEY)
    return Effect(drawn, part, "<mã=1 năm=2; >M #2", "a", "no >M c:message")


CORRELATION = Chapter(
    "Correlation (8.4.2)",
    (
        row(
            "correlationProperty correlationPropertyRetrievalExpression",
            "8.4.2",
            Status.EXECUTED,
            "a message is taken where the values of its properties are those of the receiver's own data",
            correlated(PROPERTY, "no >M c:message", "a", "9", PROPERTY),
            correlated(RETRIEVAL, "no >M c:message", "a", "9", PROPERTY),
        ),
        row(
            "correlationPropertyRetrievalExpression@messageRef",
            "8.4.2",
            Status.EXECUTED,
            "which message it is about",
            correlated(' messageRef="m">' + PATH, "no >M c:message", "a", "9", PROPERTY, ">" + PATH),
        ),
        row(
            "correlationPropertyRetrievalExpression/messagePath",
            "8.4.2",
            Status.EXECUTED,
            "the expression that gives the value",
            correlated(PATH, "no >M c:message", "a", "9", PROPERTY),
        ),
        row(
            "correlationKey correlationKey/correlationPropertyRef",
            "8.4.2",
            Status.EXECUTED,
            "which properties make the key; all of them where no key names any",
            correlated(KEY, "a", "no >M c:message", "1", PROPERTY + SECOND + KEY),
        ),
        row(
            "correlationSubscription",
            "8.4.2",
            Status.EXECUTED,
            "a process's own expressions for a key, asked when it begins to wait",
            subscribed(SUBSCRIPTION),
        ),
        row(
            "correlationSubscription@correlationKeyRef",
            "8.4.2",
            Status.DIFFERS,
            "all properties that keys name make one key; the bindings say which of them they give",
            Same(
                draw("s c a e", SUBSCRIPTION, catch(refers("message", "m")), beside=MESSAGE + PROPERTY + KEY),
                (' correlationKeyRef="k"',),
                "<mã=1 năm=2; >M #1; >M #2; a",
            ),
        ),
        row(
            "correlationPropertyBinding correlationPropertyBinding/dataPath",
            "8.4.2",
            Status.EXECUTED,
            "the expression that gives a property on the process's data",
            subscribed(BINDING),
            subscribed("<dataPath>năm</dataPath>"),
        ),
        row(
            "correlationPropertyBinding@correlationPropertyRef",
            "8.4.2",
            Status.EXECUTED,
            "which property it gives",
            subscribed(' correlationPropertyRef="p"'),
        ),
        row(
            "correlationKey@name correlationProperty@name",
            "8.4.2",
            Status.SHOWN,
            "labels",
            Same(KEYED, (' name="Khóa"', ' name="Mã"'), "<mã=1; >M #9; >M #1; a"),
        ),
        row(
            "correlationProperty@type",
            "8.4.2",
            Status.DIFFERS,
            "the type is not checked",
            Same(KEYED, (' type="string"',), "<mã=1; >M #9; >M #1; a"),
        ),
    ),
)
