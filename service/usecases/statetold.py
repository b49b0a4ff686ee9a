"""From what the engine says of a state to what an operator sees: labels of the version, instants of the step log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from runner import description, engine
from service.usecases import published, stateviews, views


def view(
    one: published.Published,
    row: Row[*tuple[Any, ...]],
    since: Mapping[int, datetime],
    incidents: Mapping[int, str],
) -> stateviews.StateView:
    """The state of a case.

    Parameters:
        row: id, code, state, status, revision of the case.
        since: when each open step was enabled, by its number.
        incidents: id of the open incident of a step, by its number.
    """
    told, wrong = None, None
    try:
        told = engine.describe(one.program, row.state)
    except engine.StateError as cause:
        wrong = str(cause)
    running = row.status == "running"
    return stateviews.StateView(
        case=row.code,
        id=str(row.id),
        procedure=views.ProcedureRef(one.code, one.name_vi, one.name_en, one.number),
        status=row.status,
        revision=row.revision,
        format=row.state[0] if row.state else None,
        size=len(row.state),
        last_seq=0 if told is None else told.last_seq,
        expected=0 if told is None else told.expected,
        scopes=() if told is None else tuple(_scope(one, each, since, incidents, running) for each in told.scopes),
        unreadable=wrong,
    )


def _scope(
    one: published.Published,
    told: description.Scope,
    since: Mapping[int, datetime],
    incidents: Mapping[int, str],
    running: bool,
) -> stateviews.ScopeView:
    nodes = one.prepared.diagram.nodes
    places = (stateviews.PlaceRef(id_, one.name(id_), nodes[id_].type) for id_ in told.places if id_ in nodes)
    return stateviews.ScopeView(
        element=told.element,
        name=told.name or told.element,
        type=told.type,
        depth=told.depth,
        data=told.data,
        tokens=tuple(_token(one, each, since, incidents, running) for each in told.tokens),
        parked=tuple(
            stateviews.ParkedView(each.flow, each.join, each.name or each.join, each.count) for each in told.parked
        ),
        places=tuple(places),
    )


def _token(
    one: published.Published,
    told: description.Standing,
    since: Mapping[int, datetime],
    incidents: Mapping[int, str],
    running: bool,
) -> stateviews.TokenView:
    waits = told.kind is not None
    return stateviews.TokenView(
        role="wait" if waits else ("listener" if told.listens else "active"),
        element=told.element,
        name=told.name or told.element,
        type=told.type,
        lane_key=told.lane,
        lane=one.lane(told.lane),
        seq=told.seq,
        kind=told.kind.value if told.kind is not None else None,
        since=since.get(told.seq or 0) if waits else None,
        visit=told.visit,
        opened_by=told.opened_by,
        index=told.index,
        item=told.item,
        host=told.host,
        due_at=told.due_at,
        message=told.message,
        key=told.key,
        signal=told.signal,
        instances=told.instances,
        done=told.done,
        data=told.data,
        incident=incidents.get(told.seq or 0),
        may_move=running and told.movable,
        may_skip=running and waits,
    )
