"""What the import child found out about a file, as JSON on the way out of the child and in the version's row.

The prepared diagram is stored with what else must not be made anew: the settings that hold and the step table, as they
were when the version was published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bpmn import prepared as pp
from bpmn import settings as st
from bpmn import steptable
from bpmn.lint import finding

if TYPE_CHECKING:
    from bpmn import study


@dataclass(frozen=True, slots=True)
class Studied:
    """What is known of a version's file.

    `settings` stand beside the file, `effective` are those over what the diagram itself says; `matched` is element →
    element of the version before.
    """

    prepared: pp.Prepared
    settings: st.Settings
    effective: st.Settings
    findings: tuple[finding.Finding, ...] = ()
    steps: tuple[steptable.StepRow, ...] = ()
    lanes: tuple[steptable.LaneRow, ...] = ()
    matched: Mapping[str, str] = field(default_factory=dict)


def dump(found: study.Study | Studied) -> dict[str, Any]:
    """As JSON that `load` reads; its keys ``format`` and ``prepared`` are those of `bpmn.prepared.dump`."""
    return {
        **pp.dump(found.prepared),
        "settings": st.to_json(found.settings),
        "effective": st.to_json(found.effective),
        "findings": [finding_json(one) for one in found.findings],
        "steps": [_step_json(row) for row in found.steps],
        "lanes": [_lane_json(row) for row in found.lanes],
        "matched": dict(found.matched),
    }


def stored(found: Studied) -> bytes:
    """What is kept in a version's row: findings and settings have columns of their own."""
    kept = {key: value for key, value in dump(found).items() if key not in {"findings", "settings", "matched"}}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def load(raw: Mapping[str, Any], *, picture: bool = True) -> Studied:
    """What `dump` or `stored` wrote.

    Parameters:
        picture: see `bpmn.prepared.load`.

    Raises:
        ValueError: a format that this release does not know.
    """
    effective = st.from_json(raw["effective"])
    return Studied(
        prepared=pp.load(raw, picture=picture),
        settings=st.from_json(raw["settings"]) if "settings" in raw else effective,
        effective=effective,
        findings=tuple(finding_value(one) for one in raw.get("findings", ())),
        steps=tuple(_step_value(row) for row in raw["steps"]),
        lanes=tuple(_lane_value(row) for row in raw["lanes"]),
        matched=raw.get("matched", {}),
    )


def finding_json(one: finding.Finding) -> dict[str, Any]:
    """A finding as it is kept in a version's row."""
    return {
        "rule": one.rule,
        "level": one.level.value,
        "message": one.message,
        "message_en": one.message_en,
        "element": one.element,
        "name": one.name,
        "lane": one.lane,
        "line": one.line,
        "values": dict(one.values),
        **({"asks": one.asks} if one.asks else {}),
        **({"trace": list(one.trace)} if one.trace else {}),
    }


def finding_value(raw: Mapping[str, Any]) -> finding.Finding:
    """A finding as it was kept."""
    return finding.Finding(**{**raw, "level": finding.Level(raw["level"]), "trace": tuple(raw.get("trace", ()))})


def binding_json(binding: st.Binding | None) -> dict[str, Any] | None:
    """A binding as ``{to, value, label}``."""
    return None if binding is None else {"to": binding.to.value, "value": binding.value, "label": binding.label}


def _binding_value(raw: Mapping[str, Any] | None) -> st.Binding | None:
    return None if raw is None else st.Binding(st.BindTo(raw["to"]), raw["value"], raw["label"])


def _step_json(row: steptable.StepRow) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in row.__slots__}
    return {**plain, "binding": binding_json(row.binding), "limit": st.limit_json(row.limit)}


def _step_value(raw: Mapping[str, Any]) -> steptable.StepRow:
    parts = {**raw, "binding": _binding_value(raw["binding"]), "limit": st.parse_limit(raw["limit"])}
    return steptable.StepRow(**parts)


def _lane_json(row: steptable.LaneRow) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in row.__slots__}, "binding": binding_json(row.binding)}


def _lane_value(raw: Mapping[str, Any]) -> steptable.LaneRow:
    return steptable.LaneRow(**{**raw, "binding": _binding_value(raw["binding"])})
