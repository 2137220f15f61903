"""Regular expressions: where the package has them, and how the work of each grows.

The work of a pattern that goes back over its text grows faster than the text when two open repeats
can take the same characters in more than one way: as a square where one follows the other, without
bound where one is in the other. `Automaton` looks for such pairs as Weber and Seidl do; a search
begins at every character, which is an open repeat of anything before the pattern.

References
----------
A. Weber and H. Seidl (1991), On the degree of ambiguity of finite automata, Theoretical Computer
Science 88, 325.
"""

import re
import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections import defaultdict
from functools import cache, cached_property
from typing import NamedTuple

import networkx as nx

_SAMPLE = [*map(chr, range(128)), *"äſ\u212aß\xa0\u2003中١ⅷ\u0301—😀"]
#: Methods that begin at the first character only, and those that go on after a find.
ANCHORED = ("match", "fullmatch")
REPEATED = ("sub", "subn", "split", "findall", "finditer", "replace", "count", "extractall")
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
# Repeats up to this many times are written out, longer ones count as open.
_WRITTEN_OUT = 40


class Step(NamedTuple):
    """An edge that takes no character: where it leads, and what must be before and after it."""

    to: int
    before: frozenset | None = None
    after: frozenset | None = None


class Automaton:
    """The places of a pattern and the ways between them.

    A state is a place and the sort of character that was taken there, so that what a pattern asks
    of the character before it can be told.
    """

    def __init__(self, text: str, flags: int, method: str):
        tree = parser.parse(text, flags)
        self.flags, self.tree, self.method = tree.state.flags | flags, tree, method
        self._steps: dict[int, list[Step]] = defaultdict(list)
        self.takes: dict[int, frozenset] = {}
        self._leaves: dict[str, frozenset] = {}
        self.sample = sorted({*_SAMPLE, *self._written(tree)})
        self._sorts()
        self._count = 0
        self.begin, self.accept = self._new(), self._new()
        self._reach(self._build(tree, self.begin), self.accept)
        self.any = -1
        self.ways = self._ways()

    # --- sorts of characters ------------------------------------------------------------------

    def _written(self, tree):
        """Every character that is written in the pattern, with its neighbours."""
        for code, value in _walk(tree):
            if code in (op.LITERAL, op.NOT_LITERAL):
                yield chr(value)
            elif code is op.RANGE:
                yield from (chr(value[0]), chr(value[1]))

    def _sorts(self):
        """Take one character for all that the leaves of the pattern do not tell apart."""
        leaves = [leaf for leaf in _walk(self.tree) if _is_leaf(leaf)]
        sets = [self._taken(leaf) for leaf in leaves]
        word = frozenset(c for c in self.sample if re.match(r"\w", c, self.flags & re.ASCII))
        found = {}
        for char in self.sample:
            found.setdefault(tuple(char in one for one in (*sets, word)), char)
        self.sample = list(found.values())
        self._leaves.clear()
        self.word = word & {*self.sample}
        self.all = frozenset(self.sample)

    def _taken(self, leaf) -> frozenset:
        key = repr(leaf)
        if key not in self._leaves:
            one = parser.SubPattern(parser.State(), [leaf])
            flags = self.flags & (re.IGNORECASE | re.DOTALL | re.ASCII | re.UNICODE)
            one.state.flags = flags
            form = compiler.compile(one, flags)
            self._leaves[key] = frozenset(c for c in self.sample if form.fullmatch(c))
        return self._leaves[key]

    # --- the pattern as places ------------------------------------------------------------------

    def _new(self):
        self._count += 1
        return self._count

    def _reach(self, a, b, before=None, after=None):
        self._steps[a].append(Step(b, before, after))

    def _build(self, tree, at):
        """Add what a part of the pattern takes after a place; return where it ends."""
        for node in tree:
            at = self._one(node, at)
        return at

    def _one(self, node, at):
        code, value = node
        if _is_leaf(node):
            place = self._new()
            self.takes[place] = self._taken(node)
            self._reach(at, place)
            return place
        if code in _REPEATS:
            return self._repeat(*value, at)
        if code is op.BRANCH:
            end = self._new()
            for branch in value[1]:
                self._reach(self._build(branch, self._step_from(at)), end)
            return end
        if code is op.SUBPATTERN:
            kept, self.flags = self.flags, (self.flags | value[1]) & ~value[2]
            self._leaves.clear()
            end = self._build(value[3], at)
            self.flags = kept
            self._leaves.clear()
            return end
        if code is op.ATOMIC_GROUP:
            return self._build(value, at)
        return self._guard(code, value, at)

    def _step_from(self, at):
        place = self._new()
        self._reach(at, place)
        return place

    def _repeat(self, low, high, body, at):
        open_ = high is op.MAXREPEAT or high > _WRITTEN_OUT
        for _ in range(min(low, _WRITTEN_OUT)):
            at = self._build(body, at)
        if open_:
            again = self._step_from(at)
            self._reach(self._build(body, again), again)
            return self._step_from(again)
        end = self._new()
        self._reach(at, end)
        for _ in range(high - low):
            at = self._build(body, at)
            self._reach(at, end)
        return end

    def _guard(self, code, value, at):
        """Add what takes no character: the ends of the text, ends of words, looks to both sides."""
        end = self._new()
        if code is op.AT and value in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            multi = self.flags & re.MULTILINE and value is op.AT_BEGINNING
            self._reach(at, end, frozenset({None, *("\n" if multi else "")}))
        elif code is op.AT and value in (op.AT_END, op.AT_END_STRING):
            multi = self.flags & re.MULTILINE and value is op.AT_END
            self._reach(at, end, None, frozenset({None, *("\n" if multi else "")}))
        elif code is op.AT:
            other = (self.all - self.word) | {None}
            inside = value is op.AT_NON_BOUNDARY
            self._reach(at, end, self.word, self.word if inside else other)
            self._reach(at, end, other, other if inside else self.word)
        else:
            self._look(code, value, at, end)
        return end

    def _look(self, code, value, at, end):
        if code not in (op.ASSERT, op.ASSERT_NOT):
            raise NotImplementedError(code)
        behind, inner = value[0] < 0, list(value[1])
        if len(inner) == 1 and _is_leaf(inner[0]):
            wanted = self._taken(inner[0])
            if code is op.ASSERT_NOT:
                wanted = (self.all - wanted) | {None}
            self._reach(at, end, *((wanted, None) if behind else (None, wanted)))
            return
        # A longer look is not asked for, but what it costs is: it leads nowhere.
        self._build(value[1], at)
        self._reach(at, end)

    # --- ways ------------------------------------------------------------------------------------

    def _ways(self):
        """State -> sort of character -> states, each as often as there are ways to it."""
        ways, seen = {}, set()
        left = [(self.begin, None)]
        if self.method not in ANCHORED:
            left += [(self.any, char) for char in self.sample]
        while left:
            state = left.pop()
            if state in seen:
                continue
            seen.add(state)
            ways[state] = found = defaultdict(list)
            for place, after in self._follow(state):
                for char in self.takes[place] & (self.all if after is None else after):
                    found[char].append((place, char))
            if state[0] == self.any:
                for char in self.sample:
                    found[char].append((self.any, char))
            left += [to for some in found.values() for to in some]
        return ways

    def _follow(self, state):
        """Yield the places that come after a state, and what the character there must be."""
        self._accepting = getattr(self, "_accepting", set())
        start = self.begin if state[0] == self.any else state[0]
        stack = [(start, None, frozenset())]
        while stack:
            at, after, seen = stack.pop()
            if at == self.accept and after is None and self.method != "fullmatch":
                self._accepting.add(state)
            for number, step in enumerate(self._steps[at]):
                if (at, number) in seen:
                    continue
                if step.before is not None and state[1] not in step.before:
                    continue
                both = step.after if after is None else after
                if after is not None and step.after is not None:
                    both = after & step.after
                if step.to in self.takes:
                    yield step.to, both
                else:
                    stack.append((step.to, both, seen | {(at, number)}))

    # --- what is wrong ----------------------------------------------------------------------------

    @cached_property
    def loops(self) -> dict:
        """State that can be come back to -> number of its group of such states."""
        return _groups(
            {a: {b for some in to.values() for b in some} for a, to in self.ways.items()}
        )

    def wrong(self) -> str:
        """Say how the work can grow faster than the text; empty when it cannot."""
        loops, before = self.loops, self._before
        for state, group in loops.items():
            if state[0] != self.any and self._twice(state, group, loops):
                return f"a repeat within a repeat of {state[1]!r}"
        for q, second in loops.items():
            leading = before(q)
            for p, first in loops.items():
                # The same characters lead to both, so the last is the same.
                if p[1] != q[1] or p not in leading:
                    continue
                if self._one_after_other(p, q, (first, second), loops, leading):
                    what = "a search" if p[0] == self.any else f"a repeat of {p[1]!r}"
                    return f"{what} before a repeat of {q[1]!r}"
        return ""

    def _twice(self, state, group, loops):
        """Whether two ways lead from a state back to it over the same characters."""
        seen, left = set(), [(state, state, False)]
        while left:
            a, b, parted = left.pop()
            for char, to in self.ways[a].items():
                inside = [one for one in to if loops.get(one) == group]
                others = [one for one in self.ways[b].get(char, ()) if loops.get(one) == group]
                for one in set(inside):
                    for other in set(others):
                        apart = parted or one != other or (a == b and inside.count(one) > 1)
                        if apart and one == other == state:
                            return True
                        if (one, other, apart) not in seen:
                            seen.add((one, other, apart))
                            left.append((one, other, apart))
        return False

    def _before(self, state):
        """Return the states from which a way leads to one."""
        found, left = {state}, [state]
        while left:
            for one in self._from[left.pop()]:
                if one not in found:
                    found.add(one)
                    left.append(one)
        return found

    @cached_property
    def _from(self):
        found = defaultdict(set)
        for a, ways in self.ways.items():
            for to in ways.values():
                for b in to:
                    found[b].add(a)
        return found

    def _one_after_other(self, p, q, groups, loops, leading):
        """Whether the same characters lead from p to p, from p to q and from q to q."""
        first, second = groups
        if p == q or not self._may_fail(q):
            return False
        seen, left = set(), [(p, p, q)]
        while left:
            x, y, z = left.pop()
            for char in self.ways[z]:
                for c in {one for one in self.ways[z][char] if loops.get(one) == second}:
                    if not self._may_fail(c):
                        continue
                    for a in {one for one in self.ways[x].get(char, ()) if loops.get(one) == first}:
                        for b in set(self.ways[y].get(char, ())):
                            if (a, b, c) == (p, q, q):
                                return True
                            if (a, b, c) not in seen and b in leading and self._goes_on(b):
                                seen.add((a, b, c))
                                left.append((a, b, c))
        return False

    def _may_fail(self, state):
        # Where the pattern may end as it is, nothing sends the search back.
        return state not in self._accepting

    def _goes_on(self, state):
        # After a find, a search that goes on looks again at what was looked at before.
        return self.method in REPEATED or self._may_fail(state)

    def hostile(self):
        """Return texts that dwell in a repeat, as functions of a length."""
        begin = (self.begin, None)
        before = {begin: ""}
        left = [begin]
        for state in left:
            for char, to in self.ways[state].items():
                for one in to:
                    if one not in before:
                        before[one] = before[state] + char
                        left.append(one)
        made = {}
        for state in self.loops:
            if state[0] != self.any and state in before:
                cycle = self._cycle(state)
                made[before[state], cycle] = None
        return [
            way
            for start, cycle in made
            for way in (
                lambda n, s=start, c=cycle: s + c * (n // len(c)),
                lambda n, s=start, c=cycle: (s + c) * (n // len(s + c)),
            )
        ]

    def _cycle(self, state):
        """Return the characters of the shortest way from a state back to it."""
        before, left = {}, [(state, "")]
        for at, text in left:
            for char, to in self.ways[at].items():
                for one in to:
                    if one == state:
                        return text + char
                    if one not in before:
                        before[one] = None
                        left.append((one, text + char))
        raise AssertionError(state)


def _walk(tree):
    for code, value in tree:
        yield code, value
        if code in _REPEATS:
            yield from _walk(value[2])
        elif code is op.BRANCH:
            for branch in value[1]:
                yield from _walk(branch)
        elif code is op.SUBPATTERN:
            yield from _walk(value[3])
        elif code is op.ATOMIC_GROUP:
            yield from _walk(value)
        elif code in (op.ASSERT, op.ASSERT_NOT):
            yield from _walk(value[1])
        elif code is op.IN:
            yield from (one for one in value if one[0] is not op.NEGATE)


def _is_leaf(node) -> bool:
    return node[0] in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)


def _groups(graph: dict) -> dict:
    """Return the strongly connected parts of a graph that have a way back ."""
    whole = nx.DiGraph()
    whole.add_edges_from((a, b) for a, to in graph.items() for b in to)
    found = {}
    for number, part in enumerate(nx.strongly_connected_components(whole)):
        if len(part) > 1 or any(whole.has_edge(one, one) for one in part):
            found |= dict.fromkeys(part, number)
    return found


@cache
def automaton(text: str, flags: int, method: str) -> Automaton:
    """Return the automaton of a pattern, made once."""
    return Automaton(text, flags, method)
