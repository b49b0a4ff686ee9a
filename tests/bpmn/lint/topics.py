"""Which section of `docs/rules/modelers.md` says how to mend what a rule or finding tells; empty: not in a modeler."""

from __future__ import annotations

from collections.abc import Mapping

_BY_TOPIC: Mapping[str, str] = {
    "name": """
        declared-twice event-unnamed flow-label-idle gateway-without-question lane-names-near lane-unnamed link-unnamed
        name-in-capitals name-of-two-kinds name-placeholder name-too-long pool-unnamed task-name-not-action
        task-names-alike task-unnamed way-unlabelled lane-hidden-characters lane-look-alike lane-same-name long-text
        condition-is-label flow-always-taken
    """,
    "flow": """
        boundary-with-incoming boundary-without-flow compensation-flow end-missing end-with-outgoing
        event-gateway-one-way event-gateway-target-shared event-subprocess-with-flow flow-twice gateway-direction
        gateway-join-and-split gateway-pointless instantiate-with-incoming join-implicit link-with-flow no-dead-end
        no-way-to-end not-drawn shapes-overlap start-with-incoming start-without-outgoing unreachable flow-dangles
        flow-dangling flow-crosses-level flow-leaves-level flow-lists-disagree flow-mended split-implicit split-labelled
        start-missing start-impossible start-several start-several-inside loop-without-rest loop-without-rest-by-data
        unsupported-token-quantity nothing-to-run no-process call-without-end
    """,
    "gateway": """
        event-gateway-target event-gateway-target-kind event-gateway-mixed-receivers
        event-gateway-receiver-with-boundary gateway-inclusive-open unsupported-complex-gateway
        unsupported-parallel-event-gateway
    """,
    "default-flow": """
        gateway-without-default default-assumed default-missing default-misplaced default-unknown default-with-condition
    """,
    "condition": """
        condition-after-event condition-alone condition-empty condition-on-event-gateway condition-on-parallel
        decision-by-person decision-mixed expression-syntax variable-asked variable-not-asked
    """,
    "event": """
        ad-hoc-with-events called-without-plain-start cancel-outside-transaction catch-without-trigger
        conditional-without-condition declared-unused error-not-interrupting event-definition-misplaced
        link-target-twice link-without-target terminate-alone thrown-code-missing timer-beyond-limit timer-empty
        timer-several timer-unreadable message-unnamed message-names-differ message-without-sender reference-missing
        start-by-hand start-by-message start-circular start-trigger-inside event-subprocess-without-trigger
        unsupported-multiple-event unsupported-parallel-multiple-start unsupported-compensation correlation-key-long
    """,
    "boundary": """
        boundary-host-missing boundary-moved boundary-without-host boundary-without-trigger compensation-unpaired
        unsupported-compensation-handler
    """,
    "lane": """
        hand-over-without-step lane-automatic lane-empty lane-ping-pong lane-by-geometry lane-geometry-disagrees
        lane-of-caller lane-reference-missing node-in-two-lanes node-outside-lanes node-adopted
    """,
    "message-flow": """
        message-flow-end message-flow-within-pool message-receiver-open message-by-name message-flow-dangles
        message-sent-after-task message-sent-outside pool-several pool-multiplicity-wrong
    """,
    "subprocess": """
        ad-hoc-without-activity compensation-subprocess-twice call-of-nothing subprocess-empty element-misplaced
        unsupported-ad-hoc-sequential import-not-read task-without-implementation script-not-executed
    """,
    "loop": """
        multi-instance-two-numbers multi-instance-without-number loop-maximum-wrong loop-twice loop-without-condition
        unsupported-multi-instance-events
    """,
    "data": """
        data-out-of-reach association-dangles association-unreadable data-association-open data-association-several
        data-in-no-set data-object-kept data-reference-alone data-shown-only data-specification-misplaced
    """,
    "save-again": """
        id-not-name script-without-format bad-bounds choreography-not-read duplicate-id encoding-guessed
        extension-not-understood id-not-unique long-id missing-id no-namespace not-executable prefix-undeclared
        unknown-element value-unreadable
    """,
    "": """
        case-without-limit lane-agency-twice lane-unbound limits-over-total step-without-limit step-without-output
        step-without-role property-unreadable form-fields-wrong form-file-unreadable form-id-twice form-missing
        form-unreadable form-unused more-findings
    """,
}
OF: Mapping[str, str] = {rule: topic for topic, rules in _BY_TOPIC.items() for rule in rules.split()}
"""Rule → section."""
