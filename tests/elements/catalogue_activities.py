"""Chapters 10.3.5 to 10.3.8: subprocesses, calls, loops."""

from __future__ import annotations

from tests.bpmn.drawing import node, process, user
from tests.elements.catalogue_tasks import CALLED, step
from tests.elements.probes import Effect, Named, Refused, Repaired, Same
from tests.elements.rows import Chapter, Status, row
from tests.elements.shapes import MESSAGE, content, draw, handler, instances, refers, sub, throw

INNER = content("is i ie")
AD_HOC = node("userTask", "i") + node("userTask", "j")
DONE = "<completionCondition>xong = true</completionCondition>"


def called(kind: str, then: str = "c") -> Effect:
    """A global task against a process of the same id."""
    part = node(kind, "g")
    drawn = draw("s c e", node("callActivity", "c", calledElement="g"), beside=part)
    return Effect(drawn, part, "", then, "b", process(content("is b ie"), of="g"))


SUBPROCESSES = Chapter(
    "Subprocesses and calls (10.3.5 to 10.3.7)",
    (
        row(
            "subProcess",
            "10.3.5, 13.3.4",
            Status.EXECUTED,
            "active while a token is inside",
            step("subProcess", "i", INNER),
        ),
        row(
            "subProcess@triggeredByEvent",
            "10.3.5",
            Status.EXECUTED,
            "an event subprocess: begins on its event only, interrupting what is around it or beside it",
            Effect(
                draw("s a e", handler(refers("message", "m"), isInterrupting="false"), beside=MESSAGE),
                ' triggeredByEvent="true"',
                ">M",
                "a i",
                "no >M a",
            ),
            Named("tests/runner/specs/test_events.py::test_an_event_subprocess_begins_on_its_event_only"),
        ),
        row(
            "transaction",
            "10.3.5, 13.3.4",
            Status.EXECUTED,
            "as an embedded subprocess that a cancel end event withdraws",
            step("transaction", "i", INNER),
            Named(
                "tests/runner/specs/test_subprocess_kinds.py::test_a_cancel_end_event_withdraws_the_transaction_and_its_boundary_event_goes_on"
            ),
        ),
        row(
            "transaction@method",
            "10.3.5",
            Status.DIFFERS,
            "no protocol is spoken with the outside",
            Same(draw("s w e", sub(INNER, kind="transaction", method="##Store")), (' method="##Store"',), "i"),
        ),
        row(
            "adHocSubProcess",
            "10.3.5, 13.3.5",
            Status.EXECUTED,
            "offers all activities that no flow leads to, again and again until its condition holds",
            Effect(
                draw("s w e", sub(AD_HOC + DONE, kind="adHocSubProcess")),
                "adHocSubProcess",
                "i xong=false",
                "j i",
                "j",
                "subProcess",
            ),
            Named(
                "tests/runner/specs/test_subprocess_kinds.py::test_without_a_completion_condition_each_activity_is_done_once"
            ),
        ),
        row(
            "adHocSubProcess/completionCondition",
            "10.3.5",
            Status.EXECUTED,
            "asked each time an activity in it is completed",
            Effect(draw("s w e", sub(AD_HOC + DONE, kind="adHocSubProcess")), DONE, "i xong=true", "ended", "j"),
        ),
        row(
            "adHocSubProcess@cancelRemainingInstances",
            "10.3.5",
            Status.EXECUTED,
            "false: what is open may be finished when the condition holds",
            Effect(
                draw("s w e", sub(AD_HOC + DONE, kind="adHocSubProcess", cancelRemainingInstances="false")),
                ' cancelRemainingInstances="false"',
                "i xong=true",
                "j",
                "ended",
            ),
        ),
        row(
            "adHocSubProcess@ordering adHocSubProcess@ordering=Parallel",
            "10.3.5",
            Status.EXECUTED,
            "parallel, which is the standard's default",
            Named(
                "tests/runner/specs/test_subprocess_kinds.py::test_an_activity_is_offered_again_until_the_condition_holds"
            ),
            Same(
                draw("s w e", sub(AD_HOC + DONE, kind="adHocSubProcess", ordering="Parallel")),
                (' ordering="Parallel"',),
                "i xong=false; j xong=true",
            ),
        ),
        row(
            "adHocSubProcess@ordering=Sequential",
            "10.3.5",
            Status.REPAIRED,
            "read as Parallel",
            Repaired(
                draw("s w e", sub(AD_HOC, kind="adHocSubProcess", ordering="Sequential")),
                *("ad-hoc-sequential-replaced", "w"),
                *("", "i j"),
            ),
        ),
        row(
            "callActivity callActivity@calledElement",
            "10.3.6",
            Status.EXECUTED,
            "runs a process of the same file as a scope of its own; what is not in the file is a person's step",
            Effect(
                draw("s c a e", node("callActivity", "c", calledElement="Q"), beside=CALLED),
                node("callActivity", "c", calledElement="Q"),
                "",
                "b",
                "b a",
                throw(of="c"),
            ),
            Effect(
                draw("s c e", node("callActivity", "c", calledElement="Q"), beside=CALLED),
                ' calledElement="Q"',
                "",
                "b",
                "c b",
            ),
            Repaired(
                draw("s c e", node("callActivity", "c", calledElement="gone")), "call-of-nothing", "c", "c", "ended"
            ),
        ),
        row(
            "globalTask",
            "10.3.7",
            Status.PERSON,
            "done in the place of the call, in the call's lane",
            called("globalTask"),
        ),
        row(
            "globalUserTask",
            "10.3.7",
            Status.EXECUTED,
            "as a user task in the place of the call",
            called("globalUserTask"),
            Named("tests/bpmn/test_prepare.py::test_a_call_of_a_global_task_is_that_task_in_its_place"),
        ),
        row(
            "globalManualTask",
            "10.3.7",
            Status.PERSON,
            "as a manual task in the place of the call",
            called("globalManualTask"),
        ),
        row(
            "globalScriptTask globalScriptTask@scriptLanguage",
            "10.3.7",
            Status.PERSON,
            "as a script task in the place of the call: never executed",
            Repaired(
                draw(
                    "s c e",
                    node("callActivity", "c", calledElement="g"),
                    beside="<globalScriptTask id='g' scriptLanguage='python'><script>1</script></globalScriptTask>",
                ),
                "script-not-executed",
                "c",
                "",
                "c",
            ),
        ),
        row(
            "globalBusinessRuleTask",
            "10.3.7",
            Status.PERSON,
            "as a business rule task in the place of the call",
            Repaired(
                draw("s c e", node("callActivity", "c", calledElement="g"), beside=node("globalBusinessRuleTask", "g")),
                "task-without-implementation",
                "c",
                "",
                "c",
            ),
        ),
        row(
            "globalUserTask@implementation globalBusinessRuleTask@implementation",
            "10.3.7",
            Status.DIFFERS,
            "as at the tasks themselves",
            *(
                Same(
                    draw(
                        "s c e",
                        node("callActivity", "c", calledElement="g"),
                        beside=node(kind, "g", implementation="##WebService"),
                    ),
                    (' implementation="##WebService"',),
                    "c",
                )
                for kind in ("globalUserTask", "globalBusinessRuleTask")
            ),
        ),
    ),
)


def repeated(inside: str, attributes: str = "", kind: str = "multiInstance", more: str = "") -> str:
    """A user task that repeats."""
    loop = f"<{kind}LoopCharacteristics{attributes}>{inside}</{kind}LoopCharacteristics>"
    return draw("s a e", user("a", inside=loop), more)


THREE = "<loopCardinality>3</loopCardinality>"
OVER = "<loopDataInputRef>list</loopDataInputRef>"
GATHER = '<loopDataOutputRef>all</loopDataOutputRef><outputDataItem id="r"/>'
LISTS = node("dataObject", "list", isCollection="true") + node("dataObject", "all", isCollection="true")
AGAIN = "<loopCondition>x = 1</loopCondition>"

COMPLEX = (
    "<complexBehaviorDefinition><condition>true</condition><event><implicitThrowEvent/></event>"
    "</complexBehaviorDefinition>"
)

LOOPS = Chapter(
    "Loops and instances (10.3.8)",
    (
        row(
            "standardLoopCharacteristics",
            "10.3.8, 13.3.6",
            Status.EXECUTED,
            "the activity is done again while its condition holds",
            Effect(
                repeated(AGAIN, kind="standard"),
                f"<standardLoopCharacteristics>{AGAIN}</standardLoopCharacteristics>",
                "a x=1",
                "a",
                "ended",
            ),
        ),
        row(
            "standardLoopCharacteristics/loopCondition",
            "10.3.8",
            Status.EXECUTED,
            "asked after each round; a loop without condition and maximum is done once, with a warning",
            Effect(repeated(AGAIN, kind="standard"), AGAIN, "a x=1", "a", "ended"),
        ),
        row(
            "standardLoopCharacteristics@testBefore",
            "10.3.8",
            Status.EXECUTED,
            "true: asked before the first round too",
            Effect(repeated(AGAIN, ' testBefore="true"', "standard"), ' testBefore="true"', "<x=2", "ended", "a"),
        ),
        row(
            "standardLoopCharacteristics@loopMaximum",
            "10.3.8",
            Status.EXECUTED,
            "the most rounds",
            Effect(repeated(AGAIN, ' loopMaximum="2"', "standard"), ' loopMaximum="2"', "<x=1; a; a", "ended", "a"),
        ),
        row(
            "multiInstanceLoopCharacteristics",
            "10.3.8, 13.3.7",
            Status.EXECUTED,
            "one instance for each number or item",
            Effect(
                repeated(THREE),
                f"<multiInstanceLoopCharacteristics>{THREE}</multiInstanceLoopCharacteristics>",
                "",
                "a a a",
                "a",
            ),
        ),
        row(
            "multiInstanceLoopCharacteristics@isSequential",
            "10.3.8",
            Status.EXECUTED,
            "true: one after the other",
            Effect(repeated(THREE, ' isSequential="true"'), ' isSequential="true"', "", "a", "a a a"),
        ),
        row(
            "multiInstanceLoopCharacteristics/loopCardinality",
            "10.3.8",
            Status.EXECUTED,
            "how many instances; with neither number nor list it is done once, with a warning",
            Effect(repeated(THREE), THREE, "", "a a a", "a"),
        ),
        row(
            "multiInstanceLoopCharacteristics/completionCondition",
            "10.3.8",
            Status.EXECUTED,
            "true when an instance is completed: the others are withdrawn",
            Effect(repeated(THREE + DONE), DONE, "a xong=true", "ended", "a a"),
        ),
        row(
            "multiInstanceLoopCharacteristics/loopDataInputRef",
            "10.3.8",
            Status.EXECUTED,
            "the list whose items the instances run over",
            Effect(repeated(OVER, more=LISTS), OVER, "<list=[7,8]", "a a", "a"),
        ),
        row(
            "multiInstanceLoopCharacteristics/inputDataItem",
            "10.3.8",
            Status.EXECUTED,
            "the name under which an instance sees its item",
            Effect(
                repeated(OVER + '<inputDataItem id="one"/>', more=LISTS),
                '<inputDataItem id="one"/>',
                "<list=[7,8]; ?one@a",
                "one=7 a a",
                "one=null a a",
            ),
        ),
        row(
            "multiInstanceLoopCharacteristics/loopDataOutputRef multiInstanceLoopCharacteristics/outputDataItem",
            "10.3.8",
            Status.EXECUTED,
            "what the instances wrote, in their order, when all are done",
            Effect(
                draw(
                    "s a b e",
                    user(
                        "a",
                        inside=f"<multiInstanceLoopCharacteristics>{OVER}{GATHER}</multiInstanceLoopCharacteristics>",
                    ),
                    LISTS,
                ),
                GATHER,
                "<list=[7,8]; a r=1; a r=2; ?all",
                "all=[1, 2] b",
                "all=null b",
            ),
        ),
        row(
            "multiInstanceLoopCharacteristics@behavior multiInstanceLoopCharacteristics@behavior=All",
            "10.3.8",
            Status.EXECUTED,
            "All, the standard's default: no event is thrown for an instance",
            Named("tests/runner/specs/test_activities.py::test_parallel_instances_have_their_item_and_their_own_data"),
            Same(repeated(THREE, ' behavior="All"'), (' behavior="All"',), "a; a; a"),
        ),
        row(
            (
                "multiInstanceLoopCharacteristics@behavior=None multiInstanceLoopCharacteristics@behavior=One "
                "multiInstanceLoopCharacteristics@oneBehaviorEventRef "
                "multiInstanceLoopCharacteristics@noneBehaviorEventRef"
            ),
            "10.3.8",
            Status.EXECUTED,
            "a signal is thrown for each completed instance, or for the first; other events are refused",
            *(
                Effect(instances(THREE, part), part, "a; a; a", then, "ended")
                for part, then in (
                    (' behavior="None" noneBehaviorEventRef="sd"', "z z z"),
                    (' behavior="One" oneBehaviorEventRef="sd"', "z"),
                )
            ),
            Refused(
                repeated(THREE, ' behavior="None" noneBehaviorEventRef="x"') + '<messageEventDefinition id="x"/>',
                "unsupported-multi-instance-events",
                "a",
            ),
        ),
        row(
            "multiInstanceLoopCharacteristics@behavior=Complex complexBehaviorDefinition* implicitThrowEvent",
            "10.3.8",
            Status.REFUSED,
            "no event is thrown by conditions on instances",
            Refused(repeated(THREE + COMPLEX, ' behavior="Complex"'), "unsupported-multi-instance-events", "a"),
        ),
        row(
            "loopCharacteristics",
            "10.3.8",
            Status.ABSTRACT,
            "base of both kinds",
            Refused(draw("s a e", "<loopCharacteristics/>"), "unknown-element", "loopCharacteristics"),
        ),
    ),
)

CHAPTERS = (SUBPROCESSES, LOOPS)
