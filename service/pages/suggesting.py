"""Who a lane may belong to, by its label: a suggestion that a person confirms, because a label is never authority."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bpmn import settings as st
from bpmn import steptable
from service.pages import words
from service.usecases import agencies

APPLICANTS = (
    "người nộp hồ sơ",
    "người yêu cầu",
    "người dân",
    "công dân",
    "tổ chức, cá nhân",
    "chủ đầu tư",
    "applicant",
    "citizen",
    "customer",
)
"""What the lane of whoever files the dossier is usually called."""


def suggested(lane: steptable.LaneRow, tree: Collection[agencies.AgencyView]) -> str:
    """The value of a lane's select that its label stands for, empty where none or several do."""
    found = set(_fitting(lane.label, tree))
    return found.pop() if len(found) == 1 else ""


def _fitting(label: str, tree: Collection[agencies.AgencyView]) -> Iterator[str]:
    for one in tree:
        if any(name and st.same_label(label, name) for name in (one.name_vi, one.name_en, one.code)):
            yield f"{st.BindTo.AGENCY.value}:{one.code}"
    for kind in {one.kind for one in tree if one.kind}:
        if st.same_label(label, words.agency_kind(kind)) or st.same_label(label, kind):
            yield f"{st.BindTo.KIND.value}:{kind}"
    if any(st.same_label(label, name) for name in APPLICANTS):
        yield st.BindTo.APPLICANT.value
