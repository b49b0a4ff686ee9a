"""Lanes that seem to do the same step or ask for the same document, found among thousands without comparing all.

Labels are compared, not meanings: what is proposed is for a person to judge. Equal labels are one; the others meet
through an index of pairs of neighbouring words (a Vietnamese word is mostly two syllables), of which those that half
the labels share lead nowhere and are left out. So the work grows with the labels, not with their square.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bpmn import matching

ALIKE = 88.0
"""How alike two labels must be, of 100: letters apart, in any order of words."""
MOST_SHARING = 40
"""Labels that share a pair of words; one that more of them share isn't looked up."""
MOST_COMPARED = 30
"""Labels that one label is compared with: those that share the most pairs of words."""
MOST_PLACES = 25
"""Lanes in which the same is done; what more of them do, such as taking in a dossier, is no overlap."""
MOST_PAIRS = 1_000
MOST_EVIDENCE = 30
LEAST_SCORE = 0.5
LONGEST = 200
STEP, DOCUMENT, FIELD = "step", "document", "field"
WEIGHTS: Mapping[str, float] = {STEP: 1.0, DOCUMENT: 1.0, FIELD: 0.25}
"""What an equal label of each kind counts for where just two lanes bear it."""

Words = tuple[str, ...]


_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A lane of a procedure."""

    procedure: int
    lane: str


@dataclass(frozen=True, slots=True)
class Item:
    """A step that is done, or a document or value that is asked for, in a lane; `kind` is one of `WEIGHTS`."""

    place: Place
    kind: str
    element: str
    label: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two items that are alike; `alike` of 100."""

    kind: str
    a: Item
    b: Item
    alike: float


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two lanes and what is alike in them, the weightiest first. `score`: 1 is one step that no third lane does."""

    a: Place
    b: Place
    score: float
    evidence: tuple[Evidence, ...]


Labels = dict[Words, dict[Place, Item]]
"""Label, as its words → where it stands; once per lane, however often the lane repeats it."""
Alike = dict[frozenset[Words], float]


def find(items: Iterable[Item]) -> tuple[Overlap, ...]:
    """The pairs of lanes that overlap most, the most first; at most `MOST_PAIRS`."""
    found: dict[tuple[Place, Place], list[tuple[float, Evidence]]] = defaultdict(list)
    by_kind: dict[str, Labels] = defaultdict(dict)
    for item in items:
        if words := _words(item.label):
            by_kind[item.kind].setdefault(words, {}).setdefault(item.place, item)
    for kind, labels in by_kind.items():
        for group, alike in _groups(labels):
            places = {place for words in group for place in labels[words]}
            if not 2 <= len(places) <= MOST_PLACES:
                continue
            weight = WEIGHTS[kind] / (len(places) - 1)
            for pair, evidence in _pairs(kind, group, labels, alike):
                found[pair].append((weight * evidence.alike / 100, evidence))
    scored = [_overlap(pair, evidence) for pair, evidence in found.items()]
    kept = sorted((one for one in scored if one.score >= LEAST_SCORE), key=_order)
    return tuple(kept[:MOST_PAIRS])


def _order(one: Overlap) -> tuple[float, int, str, int, str]:
    return -one.score, one.a.procedure, one.a.lane, one.b.procedure, one.b.lane


def _overlap(pair: tuple[Place, Place], weighed: Sequence[tuple[float, Evidence]]) -> Overlap:
    ordered = sorted(weighed, key=lambda one: (-one[0], one[1].kind, one[1].a.label))
    evidence = tuple(one for _, one in ordered[:MOST_EVIDENCE])
    return Overlap(*pair, score=round(sum(weight for weight, _ in weighed), 3), evidence=evidence)


def _words(label: str) -> Words:
    """The words of a label as labels are compared; numbers and signs tell nothing."""
    words = _WORD.findall(matching.folded(label[:LONGEST]))
    return tuple(word for word in words if not word.isdigit())


def _groups(labels: Labels) -> Iterator[tuple[tuple[Words, ...], Alike]]:
    """Labels that mean the same: each with those alike to it, and a label by itself where lanes share it."""
    for words, near in _neighbours(labels).items():
        group = (words, *near)
        yield group, {frozenset((words, other)): alike for other, alike in near.items()}


def _neighbours(labels: Labels) -> dict[Words, dict[Words, float]]:
    """Label → those alike to it that come after it, so that each two meet once."""
    index: dict[Hashable, list[Words]] = defaultdict(list)
    ordered = sorted(labels)
    for words in ordered:
        for key in _keys(words):
            index[key].append(words)
    near: dict[Words, dict[Words, float]] = {}
    for words in ordered:
        shared = Counter(
            other for key in _keys(words) if len(index[key]) <= MOST_SHARING for other in index[key] if other > words
        )
        compared = (other for other, _ in sorted(shared.items(), key=lambda one: (-one[1], one[0]))[:MOST_COMPARED])
        scores = {other: matching.alike(" ".join(words), " ".join(other)) for other in compared}
        near[words] = {other: score for other, score in scores.items() if score >= ALIKE}
    return near


def _keys(words: Words) -> set[Hashable]:
    return set(itertools.pairwise(words)) if len(words) > 1 else set(words)


def _pairs(
    kind: str, group: Sequence[Words], labels: Labels, alike: Alike
) -> Iterator[tuple[tuple[Place, Place], Evidence]]:
    """Every two items of different lanes: those with the first label of the group, and those against the others."""
    first = group[0]
    mates = [(other, 100.0 if other == first else alike[frozenset((first, other))]) for other in group]
    seen: set[tuple[Place, Place]] = set()
    for other, score in mates:
        for a, b in itertools.product(labels[first].values(), labels[other].values()):
            if a.place == b.place:
                continue
            one, two = sorted((a, b), key=lambda item: (item.place.procedure, item.place.lane))
            pair = (one.place, two.place)
            if pair not in seen:
                seen.add(pair)
                yield pair, Evidence(kind, one, two, score)
