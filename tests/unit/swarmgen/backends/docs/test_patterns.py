"""The pages of patterns: their text, their links, and that no text of an author breaks them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from swarmgen.backends.docs.reference import emit
from swarmgen.diagnostics import Place
from swarmgen.model import ir
from swarmgen.model.artifacts import Output
from swarmgen.model.datatypes import Bool, Duration, Enum, Int, Optional, Reference, Text, Time
from swarmgen.model.expressions import Literal, Variable
from tests.unit.swarmgen.backends.commands.shop import ADD, CLERK, FINISH, LIST, ORDER, PACK, SHOP, SHOW, field
from tests.unit.swarmgen.backends.docs import samples
from tests.unit.swarmgen.backends.docs.links import READER, broken_links, source_links

PAGE = PurePosixPath("docs/patterns/shop.md")
STATUS = Enum("acme.work.status", ("open", "packed", "sent"))
PLACE = Place("conventions/patterns/shop.yaml", 12)


def whole() -> ir.Pattern:
    """The sample shop with everything else that a pattern can have."""
    state = replace(field("state", STATUS), attribute="acme.work.status", brief="How far it is.")
    listed = ir.List(name="orders", record="order", by="clerk", owner="clerk", count_field="n", limit=3, place=PLACE)
    due = ir.Due(
        name="alarm", record="order", at="due_at", call="count", bucket_record="b", wheel_record="w", place=PLACE
    )
    order = replace(
        ORDER,
        fields=(field("id", ORDER.fields[0].type), state, *ORDER.fields[2:], field("due_at", Optional(Time()))),
        lists=(listed, replace(listed, name="more", limit=None)),
        dues=(due,),
        slot=512,
        place=PLACE,
    )
    made = replace(CLERK, name="order_ready", made=True)
    create = ir.Create(
        binding="order",
        record="order",
        id=None,
        assignments=(ir.Assignment(field=state, value=Literal("open", STATUS), checked=False),),
        enters=("ready",),
        place=PLACE,
    )
    add = replace(
        ADD,
        span="acme.work.claim",
        steps=(create,),
        returns=(ir.Return(name="id", type=ORDER.fields[0].type, brief="Names it.", attribute="acme.work.id"),),
        prints=ir.Message((Variable("id", ORDER.fields[0].type), " of ", Variable("title", Text()))),
        place=PLACE,
    )
    pack = replace(PACK, waits="speed")
    return replace(
        SHOP,
        records=(order, CLERK, made),
        tables=tables(),
        operations=(add, pack, replace(FINISH, returns=()), SHOW, replace(LIST, columns=("id", "state"))),
        place=PLACE,
    )


def tables() -> tuple[ir.Table, ...]:
    """One by number for each way to go on, and one by name."""
    delay = ir.Table(
        name="delay",
        brief="How long to wait.",
        key=None,
        keys=(),
        columns=(ir.Column(name="value", type=Duration()),),
        rows=((0,), (300 * 10**9,)),
        times=3,
        most=86400 * 10**9,
        place=PLACE,
    )
    rates = ir.Table(
        name="rates",
        brief="What it costs.",
        key="acme.work.status",
        keys=("open", "packed", "sent"),
        columns=(ir.Column(name="price", type=Int()), ir.Column(name="is_fast", type=Bool())),
        rows=((1, True), (2, False), (3, False)),
        place=PLACE,
    )
    return (
        delay,
        replace(delay, name="steady", times=None, most=None),
        replace(delay, name="growing", most=None),
        rates,
    )


def pages(pattern: ir.Pattern) -> Output:
    return emit(samples.small_registry(), samples.target(), (pattern,))


def test_page(snapshot: SnapshotAssertion) -> None:
    """On a mismatch read the difference, then run: make golden."""
    output = pages(whole())
    assert output[PAGE].text == snapshot, "run: make golden"
    assert output[PAGE].sources == ("patterns/shop.yaml",)


def test_the_index_leads_to_the_patterns() -> None:
    output = pages(SHOP)
    row = "| [`shop`](patterns/shop.md) | 5 | Orders that clerks pack and send |\n"
    assert row in output[PurePosixPath("docs/README.md")].text


def test_without_patterns_nothing_is_said_about_them() -> None:
    registry, target = samples.small_registry(), samples.target()
    assert emit(registry, target) == emit(registry, target, ())
    assert "Pattern" not in emit(registry, target)[PurePosixPath("docs/README.md")].text


def test_every_link_leads_somewhere() -> None:
    output = pages(whole())
    assert broken_links(output) == []
    assert (PurePosixPath("../conventions/patterns/shop.yaml"), 12) in source_links(output)


def test_a_place_outside_of_the_specification_is_no_link() -> None:
    text = pages(replace(SHOP, place=Place("elsewhere.yaml", 3)))[PAGE].text
    assert "| Defined in | `elsewhere.yaml:3` |" in text


def test_states_that_mermaid_would_misread_get_other_names() -> None:
    lifecycle = ir.Lifecycle(
        field="state", initial=("end",), final=('a"b',), transitions=(("end", ("two words", 'a"b')),)
    )
    order = replace(ORDER, lifecycle=lifecycle)
    text = pages(replace(SHOP, records=(order, CLERK), operations=()))[PAGE].text
    diagram = text.partition("```mermaid\n")[2].partition("```")[0]
    assert diagram.splitlines() == [
        "stateDiagram-v2",
        '    state "end" as state_0',
        '    state "a_b" as state_1',
        '    state "two words" as state_2',
        "    [*] --> state_0",
        "    state_0 --> state_2",
        "    state_0 --> state_1",
        "    state_1 --> [*]",
    ]


TEXTS = st.text(alphabet=st.sampled_from("ab|`<>[](){}#*_\\\n!-~:\"'$&\u2028"), max_size=20)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TEXTS, TEXTS)
def test_no_brief_breaks_the_page(first: str, second: str) -> None:
    """The page has the same headings, tables and fences whatever the briefs say."""
    pattern = whole()
    records = tuple(
        replace(each, brief=first, fields=tuple(replace(one, brief=second) for one in each.fields))
        for each in pattern.records
    )
    operations = tuple(
        replace(each, brief=second, options=tuple(replace(one, brief=first) for one in each.options))
        for each in pattern.operations
    )
    said = replace(pattern, brief=first, records=records, operations=operations)
    assert shape(pages(said)[PAGE].text) == shape(pages(pattern)[PAGE].text)


def shape(text: str) -> list[str]:
    """The blocks that matter for the layout, with the number of columns of rows."""
    kinds = {"heading_open", "fence", "table_open", "tr_open", "td_open", "th_open", "bullet_list_open"}
    return [token.type for token in READER.parse(text) if token.type in kinds]


@pytest.mark.parametrize("name", ["order", "clerk"])
def test_records_have_anchors_that_references_lead_to(name: str) -> None:
    assert f'<a id="record.{name}"></a>' in pages(whole())[PAGE].text


def test_a_reference_to_a_record_of_its_own_page() -> None:
    order = replace(ORDER, fields=(*ORDER.fields, field("boss", Reference("clerk"))))
    assert "| `boss` | [`clerk`](#record.clerk) |" in pages(replace(SHOP, records=(order, CLERK)))[PAGE].text
