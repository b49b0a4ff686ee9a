"""Namespaces and element names of BPMN 2.0.2 (formal/2013-12-09), so that no other file spells them.

`split` takes a name apart as lxml writes it: everything that reads XML tells elements by local name and namespace.
"""

from __future__ import annotations

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
LANEWAY = "urn:laneway:bpmn:1"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
ACTIVITI = "http://activiti.org/bpmn"
FLOWABLE = "http://flowable.org/bpmn"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

MODEL_PREFIXES = ("http://www.omg.org/spec/BPMN/", "http://schema.omg.org/spec/BPMN/", "http://www.omg.org/bpmn")
"""What the model namespaces of the standard, its drafts and its betas begin with."""

TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
    }
)
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
CONTAINERS = SUBPROCESSES | {"process"}

EVENT_DEFINITIONS = {
    "messageEventDefinition": "message",
    "timerEventDefinition": "timer",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "signalEventDefinition": "signal",
    "linkEventDefinition": "link",
    "terminateEventDefinition": "terminate",
    "conditionalEventDefinition": "conditional",
    "compensateEventDefinition": "compensate",
    "cancelEventDefinition": "cancel",
}
TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}

GLOBAL_TASKS = frozenset(
    {"globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"}
)
ROOT_ITEMS = GLOBAL_TASKS | {"message", "signal", "error", "escalation", "dataStore"}
"""Children of `definitions` that are kept as items."""
LOCAL_ITEMS = frozenset(
    {"dataObject", "dataObjectReference", "dataStoreReference", "textAnnotation", "group", "association"}
)
"""Children of a process, subprocess or collaboration that are kept as items."""

CHOREOGRAPHY = frozenset(
    {
        "choreography",
        "globalChoreographyTask",
        "choreographyTask",
        "subChoreography",
        "callChoreography",
        "globalConversation",
        "conversation",
        "subConversation",
        "callConversation",
    }
)
"""What only a choreography or conversation diagram holds (9.5, 11): shown by no step of a procedure."""

PARTS = frozenset(
    {
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "laneSet",
        "sequenceFlow",
        "ioSpecification",
        "ioBinding",
        "property",
        "dataInputAssociation",
        "dataOutputAssociation",
        "resourceRole",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "standardLoopCharacteristics",
        "multiInstanceLoopCharacteristics",
        "completionCondition",
        "auditing",
        "monitoring",
        "categoryValueRef",
        "supportedInterfaceRef",
        "supports",
        "correlationSubscription",
        "dataInput",
        "dataOutput",
    }
)
"""Children of a process or subprocess that describe it and are no flow elements."""


def split(tag: str) -> tuple[str, str]:
    """Namespace (empty where there is none) and local name of ``{namespace}local``."""
    if tag.startswith("{"):
        namespace, _, local = tag[1:].rpartition("}")
        return namespace, local
    return "", tag


def is_model(namespace: str) -> bool:
    """Whether a namespace is the model namespace of BPMN 2.0 or of one of its drafts, in whatever case."""
    folded = namespace.strip().casefold()
    return folded.startswith(_PREFIXES) and not folded.endswith("/di")


_PREFIXES = tuple(prefix.casefold() for prefix in MODEL_PREFIXES)


def is_interchange(namespace: str) -> bool:
    """Whether a namespace is one of diagram interchange (12), or of one of its drafts."""
    folded = namespace.strip().casefold()
    return folded.startswith("http://www.omg.org/spec/") and folded.endswith(("/di", "/dc"))
