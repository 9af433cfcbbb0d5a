"""Records on the page of a pattern: fields, the diagram of their states, the lists and queues they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from swarmgen.backends.code import Code
from swarmgen.backends.commands.steps import steps
from swarmgen.backends.docs import markdown
from swarmgen.backends.docs.markdown import cell, code, compose, joined
from swarmgen.backends.docs.patterns.phrases import Scene, operation_link, record_link, type_phrase, value
from swarmgen.backends.docs.patterns.views import RecordView
from swarmgen.backends.docs.views import Property
from swarmgen.model.datatypes import Enum, plain
from swarmgen.model.dump_expressions import expression_text
from swarmgen.model.expressions import Literal
from swarmgen.model.ir import Create, Lifecycle, Operation, Record, Set

_DIAGRAM_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_DIAGRAM_WORDS = frozenset({"end", "state", "note", "class", "classDef", "direction", "style"})
"""Words that mean something to Mermaid where a state could stand."""


def record_view(record: Record, scene: Scene) -> RecordView:
    """The view of a record that the spec declares."""
    lifecycle = record.lifecycle
    return RecordView(
        anchor=Code(f"record.{markdown.anchor(record.name)}"),
        title=code(record.name),
        brief=markdown.paragraph(record.brief),
        properties=tuple(_properties(record, scene)),
        fields=_fields(record, scene),
        transitions=tuple(_diagram(lifecycle)) if lifecycle else (),
        states=_states(record, lifecycle, scene) if lifecycle else Code(""),
        notes=tuple(_notes(record, scene)),
    )


def _properties(record: Record, scene: Scene) -> Iterator[Property]:
    if record.prefix:
        yield Property(
            label=Code("Made-up ids"), value=compose("{}, {} …", *(code(f"{record.prefix}-{n}") for n in (1, 2)))
        )
    if record.slot:
        yield Property(label=Code("Size"), value=Code(f"{record.slot:,} bytes"))
    yield Property(label=Code("Defined in"), value=cell(scene.source(record.place)))


def _fields(record: Record, scene: Scene) -> Code:
    return scene.grid(
        ("Field", "Value", "At first", "Meaning"),
        (
            (
                code(each.name),
                type_phrase(each.type),
                value(plain(each.type), each.initial),
                scene.meaning(each.brief, each.attribute),
            )
            for each in record.fields
            if not each.link
        ),
    )


def _diagram(lifecycle: Lifecycle) -> Iterator[Code]:
    """The lines of a Mermaid state diagram."""
    known = dict.fromkeys((*lifecycle.initial, *(state for state, _ in lifecycle.transitions), *lifecycle.final))
    known |= dict.fromkeys(state for _, after in lifecycle.transitions for state in after)
    names = {state: _diagram_name(state, number) for number, state in enumerate(known)}
    for state, name in names.items():
        if name != state:
            yield Code(f'state "{re.sub(r"[^A-Za-z0-9_. -]", "_", state)}" as {name}')
    for state in lifecycle.initial:
        yield Code(f"[*] --> {names[state]}")
    for state, after in lifecycle.transitions:
        for each in after:
            yield Code(f"{names[state]} --> {names[each]}")
    for state in lifecycle.final:
        yield Code(f"{names[state]} --> [*]")


def _diagram_name(state: str, number: int) -> str:
    return state if _DIAGRAM_NAME.fullmatch(state) and state not in _DIAGRAM_WORDS else f"state_{number}"


def _states(record: Record, lifecycle: Lifecycle, scene: Scene) -> Code:
    """Every state with its meaning and the operations that can bring a record into it."""
    (type_,) = (plain(each.type) for each in record.fields if each.name == lifecycle.field)
    if not isinstance(type_, Enum):
        return Code("")
    briefs = scene.member_briefs(type_.attribute)
    reached = {
        state: [operation.name for operation in scene.pattern.operations if state in _entered(operation, record, scene)]
        for state in type_.members
    }
    return scene.grid(
        ("State", "Meaning", "Entered by"),
        (
            (code(state), markdown.inline(briefs.get(state, "")), joined(map(operation_link, reached[state])))
            for state in type_.members
        ),
    )


def _entered(operation: Operation, record: Record, scene: Scene) -> set[str]:
    """The states that an operation gives to records of a kind, by making or by moving them."""
    found: set[str] = set()
    for step in steps(scene.pattern, operation):
        if isinstance(step, Set) and step.record == record.name and step.state is not None:
            found.add(step.state)
        if isinstance(step, Create) and step.record == record.name and record.lifecycle is not None:
            values = (each.value for each in step.assignments if each.field.name == record.lifecycle.field)
            found |= {str(each.value) for each in values if isinstance(each, Literal)}
    return found


def _notes(record: Record, scene: Scene) -> Iterator[Code]:
    """Where its records are kept together, and what happens to them by themselves."""
    if record.lifecycle is not None and record.lifecycle.counted_in is not None:
        counts = joined(code(field) for _, field in record.lifecycle.counts)
        yield compose("Counted by state in the {}: {}.", record_link(record.lifecycle.counted_in), counts)
    for queue in record.queues:
        classes = joined(map(code, queue.class_fields))
        yield compose(
            "Queue {}: records with {}, by class ({}); in the order of {}, then the oldest first.",
            *(
                code(queue.name),
                code(expression_text(queue.when).replace("self.", "")),
                classes,
                code(queue.priority_field),
            ),
        )
    for each in record.lists:
        limit = Code(f", at most {each.limit}") if each.limit is not None else Code("")
        if each.single:
            yield compose(
                "List {} of the {}: records that have {}, in the order in which they got it{}.",
                *(code(each.name), record_link(each.owner), code(each.by), limit),
            )
            continue
        yield compose(
            "List {} of a {}: records whose {} it is, in the order they came{}.",
            *(code(each.name), record_link(each.owner), code(each.by), limit),
        )
    for due in record.dues:
        yield compose("At the time in {}: {}.", code(due.at), _procedure(due.call, scene))


def _procedure(name: str, scene: Scene) -> Code:
    briefs = {each.name: each.brief for each in scene.pattern.procedures}
    return markdown.inline(briefs.get(name, name).rstrip("."))
