"""One invocation after the other on a store in memory: what each answers, and what it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from swarmgen.interpret import settings, wheel
from swarmgen.interpret.answers import Answers, fields_of, visible
from swarmgen.interpret.evaluate import Scope
from swarmgen.interpret.memory import Entry, Memory, Record, Wheel
from swarmgen.interpret.refusals import WORDS, HelpWanted, Refused
from swarmgen.interpret.replies import Reply
from swarmgen.interpret.spans import span_attributes
from swarmgen.interpret.steps import Run
from swarmgen.interpret.texts import Value, only, shorten
from swarmgen.interpret.words import Request, read
from swarmgen.model import ir
from swarmgen.model.datatypes import Identifier, Set, Text, plain

KEY_LIFE: Final = 7 * 86_400 * 1_000_000_000
CLOCK_SLACK: Final = 600 * 1_000_000_000
"""How far the last entry may be ahead of the clock."""
_AHEAD: Final = "the last entry of the store is more than 10 minutes ahead of the clock"
_DATA: Final = "./data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a caller gets. `stdout` is None where the interpreter does not say what is printed (help).

    `message` has neither program nor operation before it; `answer` is the JSON of an operation that was done.
    """

    exit: int
    stdout: str | None = ""
    stderr: str = ""
    message: str | None = None
    answer: str | None = None
    span: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Machine:
    """A pattern with a store, which is made by the first operation that is no query."""

    pattern: ir.Pattern
    program: str = "atomic.sh"
    memory: Memory | None = None

    def run(self, words: Sequence[str], environment: Mapping[str, str], clock: int, *, line: int = 0) -> Outcome:
        """Run one operation.

        Args:
            words: the words of the command line; bytes that are not UTF-8 as lone surrogates.
            environment: the variables that it sees.
            clock: nanoseconds since 1970.
            line: the number of the batch line, 0 outside a batch.
        """
        if not words:
            return self._refused(None, Refused(2, f'an operation is missing; see "{self.program} help"'), {})
        if words[0] in ("help", "-h", "--help", "--version", "completion"):
            return Outcome(exit=0, stdout=None)
        if words[0] in self.pattern.families:
            return self._family(words[0], words[1:], environment, clock, line)
        operation = next((one for one in self.pattern.operations if one.name == words[0]), None)
        if operation is None or operation.family is not None:
            message = f'unknown operation "{shorten(words[0])}"; see "{self.program} help"'
            return self._refused(None, Refused(2, message), {})
        return self._named(operation, words[1:], environment, clock, line)

    def _family(
        self, first: str, words: Sequence[str], environment: Mapping[str, str], clock: int, line: int
    ) -> Outcome:
        """Run an operation of two words; `words` begin with the second."""
        place = f"{self.program}: {first}"
        if not words:
            return _refusal(place, Refused(2, f'an operation is missing; see "{self.program} help {first}"'))
        if words[0] in ("-h", "--help"):
            return Outcome(exit=0, stdout=None)
        operations = {one.name: one for one in self.pattern.families[first]}
        operation = operations.get(f"{first} {words[0]}")
        if operation is None:
            message = f'unknown operation "{shorten(words[0])}"; see "{self.program} help {first}"'
            return _refusal(place, Refused(2, message))
        return self._named(operation, words[1:], environment, clock, line)

    def _named(
        self, operation: ir.Operation, words: Sequence[str], environment: Mapping[str, str], clock: int, line: int
    ) -> Outcome:
        span: dict[str, Value] = {"swarmsh.coordination.batch.line": line} if line else {}
        try:
            return self._operation(operation, words, environment, clock, span)
        except HelpWanted:
            return Outcome(exit=0, stdout=None)
        except Refused as refused:
            return self._refused(operation, refused, span)

    def state(self) -> str:
        """All records as JSON, links left out, by kind and number."""
        kinds = [record for record in self.pattern.records if not record.made]
        records = {kind.name: self._records(kind.name) for kind in kinds}
        return json.dumps(records, ensure_ascii=False, separators=(",", ":"))

    def _records(self, kind: str) -> list[dict[str, Value]]:
        if self.memory is None:
            return []
        numbers = sorted(self.memory.records[kind])
        return [{"number": n, **visible(self.pattern, self.memory, kind, n)} for n in numbers]

    def _refused(self, operation: ir.Operation | None, refused: Refused, span: dict[str, Value]) -> Outcome:
        return _refusal(self.program if operation is None else f"{self.program}: {operation.name}", refused, span)

    def _operation(
        self,
        operation: ir.Operation,
        words: Sequence[str],
        environment: Mapping[str, str],
        clock: int,
        span: dict[str, Value],
    ) -> Outcome:
        fields = fields_of(self.pattern, operation)
        request = read(operation, fields, words, environment, program=self.program, now=clock)
        span |= span_attributes(self.pattern, operation, request.inputs, None, clock)
        memory = self._opened(operation, environment)
        if memory.time > clock + CLOCK_SLACK:
            raise Refused(9, f'{_AHEAD}; run "{self.program} doctor --accept-clock"')
        now = max(clock, memory.time)
        if operation.reads:
            reply = self._steps(operation, request, memory.copy(), now)[0].reply
        else:
            reply = self._change(operation, request, now)
            memory = self.memory or memory
        told = self._told(operation, reply, memory)
        span |= span_attributes(self.pattern, operation, request.inputs, told, now)
        return self._answered(operation, request, reply, memory, span)

    def _opened(self, operation: ir.Operation, environment: Mapping[str, str]) -> Memory:
        given = settings.wanted(self.pattern, environment)
        if self.memory is not None:
            settings.compare(self.pattern, self.memory.settings, given)
            return self.memory
        if operation.reads:
            raise Refused(12, f"there is no store in {environment.get('SWARMSH_DATA_DIR') or _DATA}")
        kinds = [record for record in self.pattern.records if not record.made]
        wheels = {(kind.name, due.name): Wheel() for kind in kinds for due in kind.dues}
        self.memory = Memory({kind.name: _begun(kind) for kind in kinds}, wheels, settings.made(self.pattern, given))
        return self.memory

    def _change(self, operation: ir.Operation, request: Request, now: int) -> Reply:
        """Do the due work, then the operation, each as far as it gets."""
        while self._tick(now):
            pass
        assert self.memory is not None, "a store has been made"
        repeated = self._remembered(operation, request, now)
        if repeated is not None:
            return Reply(values=repeated)
        entry = _Header(operation, request, self.memory.sequence + 1, now)
        draft = self.memory.copy()
        try:
            run, draft = self._steps(operation, request, draft, now)
        except Refused as refused:
            if refused.recorded:
                self._commit(self.memory.copy(), entry.refused(refused.code))
            raise
        if run.changed:
            self._commit(draft, entry.done(run.reply))
        return run.reply

    def _steps(self, operation: ir.Operation, request: Request, draft: Memory, now: int) -> tuple[Run, Memory]:
        run = Run(Scope(draft, self.pattern, request.inputs, now))
        run.steps(operation.steps)
        run.settle()
        return run, draft

    def _tick(self, now: int) -> bool:
        assert self.memory is not None, "a store has been made"
        draft = self.memory.copy()
        run = Run(Scope(draft, self.pattern, {}, now))
        procedures = {one.name: one for one in self.pattern.procedures}

        def fire(due: ir.Due, number: int) -> None:
            ((binding, _),) = procedures[due.call].records
            run.procedure(due.call, {binding: number}, {})

        dues = [due for record in self.pattern.records for due in record.dues]
        moved = wheel.advance(draft, dues, now, fire)
        run.settle()
        if moved:
            self._commit(draft, Entry(sequence=draft.sequence + 1, time=now, operation="tick"))
        else:
            self.memory = draft  # with a better bound of the next due time
        return moved

    def _commit(self, draft: Memory, entry: Entry) -> None:
        draft.entries.append(entry)
        draft.sequence, draft.time = entry.sequence, entry.time
        self.memory = draft

    def _remembered(self, operation: ir.Operation, request: Request, now: int) -> dict[str, Value] | None:
        assert self.memory is not None, "a store has been made"
        if request.key is None:
            return None
        found = [entry for entry in self.memory.entries if entry.key == request.key]
        if not found or found[-1].time < now - KEY_LIFE:
            return None
        if (found[-1].operation, found[-1].request) != (operation.entry, request.asked):
            raise Refused(3, f'key "{request.key}" was used for another request')
        return found[-1].answer

    def _told(self, operation: ir.Operation, reply: Reply, memory: Memory) -> Mapping[str, Value]:
        """What the attributes of the span may say of a reply."""
        if reply.record is not None:
            return visible(self.pattern, memory, operation.returns_record, reply.record)
        return reply.values or {}

    def _answered(
        self, operation: ir.Operation, request: Request, reply: Reply, memory: Memory, span: dict[str, Value]
    ) -> Outcome:
        answers = Answers(self.pattern, operation, memory, request.inputs)
        answer = answers.json(reply)
        if request.json:
            text = answer
        elif request.print is not None:
            text = answers.chosen(reply, request.print)
        else:
            text = answers.text(reply)
        count = len(reply.listed) if operation.is_listed else 1 if reply.rows is None else len(reply.rows)
        nothing = count == 0 and not request.json
        problem = operation.problem is not None and answers.holds(operation.problem, reply)
        return Outcome(exit=11 if problem else 0, stdout="" if nothing else f"{text}\n", answer=answer, span=span)


def _refusal(place: str, refused: Refused, span: dict[str, Value] | None = None) -> Outcome:
    stderr = f"{place}: {refused.message} ({WORDS[refused.code]})\n"
    return Outcome(exit=refused.code, stderr=stderr, message=refused.message, span=span or {})


def _begun(kind: ir.Record) -> dict[int, Record]:
    """The records of a kind in a new store."""
    if not kind.single:
        return {}
    return {1: {"number": 1, **{field.name: field.initial for field in kind.fields}}}


@dataclass(frozen=True, slots=True)
class _Header:
    """What the journal says of an operation besides its records."""

    operation: ir.Operation
    request: Request
    sequence: int
    now: int

    def refused(self, code: int) -> Entry:
        return Entry(
            sequence=self.sequence,
            time=self.now,
            operation=self.operation.entry,
            agent=self._agent(),
            subject=self._first_argument(),
            exit=code,
        )

    def done(self, reply: Reply) -> Entry:
        values = reply.values or {}
        returned = [values.get(one.name) for one in self.operation.returns if isinstance(plain(one.type), Identifier)]
        subject = self._first_argument() or (returned[0] if returned else None)
        texts = {one.name for one in self.operation.returns if isinstance(plain(one.type), Text)}
        key = self.request.key
        return Entry(
            sequence=self.sequence,
            time=self.now,
            operation=self.operation.entry,
            agent=self._agent(),
            subject=None if subject is None else str(subject),
            key=key,
            request=None if key is None else self.request.asked,
            answer={name: None if name in texts else value for name, value in values.items()},
        )

    def _first_argument(self) -> str | None:
        first = self.operation.arguments[:1]
        if not first or not isinstance(plain(first[0].type), Identifier | Set):
            return None
        value = only(self.request.inputs["arguments", first[0].name])
        return None if value is None else str(value)

    def _agent(self) -> str | None:
        sources = (("arguments", self.operation.arguments), ("options", self.operation.options))
        for source, parameters in sources:
            for parameter in parameters:
                if parameter.attribute == "swarmsh.agent.id" and not isinstance(plain(parameter.type), Set):
                    value = self.request.inputs[source, parameter.name]
                    return None if value is None else str(value)
        return None
