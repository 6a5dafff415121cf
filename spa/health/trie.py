"""All phrases in one graph of words, so that a text is compared with thousands of them in one pass.

Phrases share their beginnings; the ways of a choice meet again in one node, so a long choice costs only its own length.
A text is followed through sets of nodes, and every set that was met once is kept with its next steps.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from spa.health.patterns import Choice, Edge, Element, Gap, Number, Sequence, Word

T = TypeVar("T")
_END = "$"
_MOST_STATES = 20_000  # so that strange texts cannot fill the memory


@dataclass(eq=False, slots=True)
class Node(Generic[T]):
    """There are tens of thousands, so each is kept small."""

    words: dict[str, "Node[T]"] = field(default_factory=dict)
    numbers: tuple[tuple[Number, "Node[T]"], ...] = ()
    anything: "Node[T] | None" = None
    beginning: "Node[T] | None" = None  # only from the first word of a clause
    onward: tuple["Node[T]", ...] = ()  # without a word
    meanings: tuple[T, ...] = ()


@dataclass(frozen=True)
class Seen:
    """A word of a clause as it is compared; `single` is the word without a plural or possessive s.

    `others` are words that it may have been meant to be.
    """

    word: str
    single: str
    number: float | None
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span(Generic[T]):
    """The words `first` to `last` (not included) of a clause, and what they mean."""

    first: int
    last: int
    meaning: T


@dataclass(eq=False)
class _State(Generic[T]):
    nodes: tuple[Node[T], ...]
    meanings: tuple[T, ...]
    after: dict[str, "_State[T]"] = field(default_factory=dict)


class Trie(Generic[T]):
    def __init__(self, spell: Callable[[str], str]) -> None:
        self._spell = spell
        self._root: Node[T] = Node()
        self._states: dict[frozenset[int], _State[T]] = {}
        self._starts: dict[bool, _State[T]] = {}
        self.vocabulary: set[str] = set()

    def add(self, phrase: Sequence, meaning: T) -> None:
        self._grow(self._root, phrase).meanings += (meaning,)
        self._forget()

    def find(self, words: list[Seen]) -> Iterator[Span[T]]:
        if len(self._states) > _MOST_STATES:
            self._forget()
        for first in range(len(words)):
            state = self._start(first == 0)
            at = first
            while state.nodes:
                yield from (Span(first, at, meaning) for meaning in state.meanings)
                if at == len(words):
                    break
                state = self._next(state, words[at])
                at += 1
            if state.nodes:
                yield from (Span(first, at, meaning) for meaning in self._next(state, Seen(_END, _END, None)).meanings)

    def _forget(self) -> None:
        self._states.clear()
        self._starts.clear()

    def _start(self, beginning: bool) -> _State[T]:
        if beginning not in self._starts:
            self._starts[beginning] = self._state([self._root], beginning)
        return self._starts[beginning]

    def _grow(self, node: Node[T], phrase: Sequence) -> Node[T]:
        for element in phrase.elements:
            node = self._after(node, element)
        return node

    def _after(self, node: Node[T], element: Element) -> Node[T]:
        if isinstance(element, Word):
            self.vocabulary.add(self._spell(element.text))
            return node.words.setdefault(self._spell(element.text), Node())
        if isinstance(element, Choice):
            return self._meet(node, element)
        if isinstance(element, Gap):
            return _gap(node, element.most)
        if isinstance(element, Edge):
            return _edge(node, element)
        after: Node[T] = Node()
        node.numbers += ((element, after),)
        return after

    def _meet(self, node: Node[T], choice: Choice) -> Node[T]:
        end: Node[T] = Node()
        for way in choice.ways:
            self._grow(node, way).onward += (end,)
        return end

    def _next(self, state: _State[T], seen: Seen) -> _State[T]:
        after = None if seen.others else state.after.get(seen.word)
        if after is None:
            after = self._state([then for node in state.nodes for then in _steps(node, seen)])
            if not seen.others and (seen.word in self.vocabulary or seen.single in self.vocabulary):
                state.after[seen.word] = after
        return after

    def _state(self, nodes: list[Node[T]], beginning: bool = False) -> _State[T]:
        reached = _reached(nodes, beginning)
        key = frozenset(reached)
        if key not in self._states:
            # A node that leads nowhere by words is needed only for its meanings.
            meanings = tuple(dict.fromkeys(meaning for node in reached.values() for meaning in node.meanings))
            leading = tuple(node for node in reached.values() if node.words or node.numbers or node.anything)
            self._states[key] = _State(leading or tuple(reached.values()), meanings)
        return self._states[key]


def _gap(node: Node[T], most: int) -> Node[T]:
    end: Node[T] = Node()
    node.onward += (end,)
    for _ in range(most):
        node.anything = node.anything or Node()
        node = node.anything
        node.onward += (end,)
    return end


def _edge(node: Node[T], edge: Edge) -> Node[T]:
    if edge.last:
        return node.words.setdefault(_END, Node())
    node.beginning = node.beginning or Node()
    return node.beginning


def _steps(node: Node[T], seen: Seen) -> Iterator[Node[T]]:
    after = node.words.get(seen.word) or node.words.get(seen.single)
    if after:
        yield after
    yield from (node.words[other] for other in seen.others if other in node.words)
    if node.anything and seen.word != _END:
        yield node.anything
    if seen.number is not None:
        yield from (then for span, then in node.numbers if span.low <= seen.number <= span.high)


def _reached(nodes: list[Node[T]], beginning: bool) -> dict[int, Node[T]]:
    reached: dict[int, Node[T]] = {}
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        if id(node) not in reached:
            reached[id(node)] = node
            waiting.extend(node.onward)
            if beginning and node.beginning:
                waiting.append(node.beginning)
    return reached
