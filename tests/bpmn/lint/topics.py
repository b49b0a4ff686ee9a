"""Which section of `docs/rules/modelers.md` says how to mend what a rule or finding tells; empty: not in a modeler."""

from __future__ import annotations

from collections.abc import Mapping

_BY_TOPIC: Mapping[str, str] = {
    "name": """
        condition-is-label declared-twice event-unnamed flow-always-taken flow-label-idle gateway-without-question
        lane-hidden-characters lane-look-alike lane-names-near lane-same-name lane-unnamed link-unnamed long-text
        name-in-capitals name-of-two-kinds name-placeholder name-too-long pool-unnamed task-name-not-action
        task-names-alike task-unnamed way-unlabelled
    """,
    "flow": """
        cannot-end ends-with-work-left never-reached
        boundary-with-incoming boundary-without-flow call-without-end compensation-flow end-missing
        end-with-outgoing event-gateway-one-way event-gateway-target-shared event-subprocess-with-flow
        flow-crosses-level flow-dangles flow-dangling flow-into-subprocess flow-leaves-level
        flow-lists-disagree flow-mended flow-out-of-subprocess flow-twice
        gateway-direction gateway-join-and-split gateway-pointless instantiate-with-incoming join-implicit
        link-paired link-passed loop-without-rest loop-without-rest-by-data no-dead-end no-process no-way-to-end
        not-drawn nothing-to-run shapes-overlap split-implicit split-labelled start-assumed start-impossible
        start-missing start-of-joined-pool start-several
        start-several-inside starts-of-joined-pools start-with-incoming start-without-outgoing
        token-quantity-one token-quantity-wrong unreachable
    """,
    "gateway": """
        deadlock lack-of-synchronisation
        complex-gateway-replaced event-gateway-by-person event-gateway-mixed-receivers
        event-gateway-receiver-with-boundary gateway-inclusive-open parallel-event-gateway-replaced
    """,
    "default-flow": """
        default-assumed default-misplaced default-missing default-unknown default-with-condition
        gateway-without-default
    """,
    "condition": """
        condition-after-event condition-alone condition-empty condition-on-event-gateway condition-on-parallel
        decision-by-person decision-mixed decision-not-before expression-syntax variable-asked variable-not-asked
    """,
    "event": """
        ad-hoc-with-events called-without-plain-start cancel-outside-transaction catch-without-trigger
        compensation-not-executed conditional-without-condition correlation-key-long declared-unused
        error-not-interrupting event-definition-misplaced event-direction-turned event-subprocess-several-starts
        event-subprocess-without-trigger link-direction link-target-twice link-without-target message-names-differ
        message-unnamed message-without-sender parallel-multiple-start-replaced reference-missing start-by-hand
        start-by-message start-circular start-trigger-inside terminate-alone thrown-code-missing timer-beyond-limit
        timer-empty timer-in-words timer-kind-turned timer-several timer-unreadable unsupported-multiple-event
    """,
    "boundary": """
        boundary-host-missing boundary-moved boundary-without-host boundary-without-trigger compensation-by-person
        compensation-unpaired
    """,
    "lane": """
        flow-joins-pools
        hand-over-without-step lane-automatic lane-by-geometry lane-empty lane-geometry-disagrees lane-of-caller
        lane-ping-pong lane-reference-missing node-adopted node-in-two-lanes node-outside-lanes
    """,
    "message-flow": """
        message-by-name message-flow-dangles message-flow-end message-flow-within-pool message-receiver-open
        message-not-awaited message-sent-after-task message-sent-by-event message-sent-outside
        pool-multiplicity-wrong pool-several
    """,
    "subprocess": """
        ad-hoc-sequential-replaced ad-hoc-without-activity call-of-nothing call-of-procedure
        compensation-subprocess-twice element-misplaced import-not-read script-not-executed subprocess-empty
        task-without-implementation
    """,
    "loop": """
        loop-maximum-wrong loop-twice loop-without-condition multi-instance-two-numbers
        multi-instance-number-wrong multi-instance-without-number unsupported-multi-instance-events
    """,
    "data": """
        association-dangles association-unreadable data-association-open data-association-several data-in-no-set
        data-object-kept data-out-of-reach data-reference-alone data-shown-only data-specification-misplaced
    """,
    "save-again": """
        bad-bounds choreography-not-read duplicate-id encoding-guessed extension-not-understood id-not-name
        id-not-unique long-id missing-id no-namespace not-executable prefix-undeclared script-without-format
        unknown-element value-unreadable
    """,
    "": """
        acceptance-lapsed answer-dropped answer-left-over answered-beside case-without-limit form-fields-wrong
        form-file-unreadable form-id-twice form-missing form-unreadable form-unused lane-agency-twice lane-unbound
        limits-over-total more-findings property-unreadable step-without-limit step-without-output step-without-role
    """,
}
OF: Mapping[str, str] = {rule: topic for topic, rules in _BY_TOPIC.items() for rule in rules.split()}
"""Rule → section."""
