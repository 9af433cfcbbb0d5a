"""A small pattern, made by hand: every type an input can have, and every way an operation can end."""

from __future__ import annotations

from swarmgen.diagnostics import Place
from swarmgen.model import ir
from swarmgen.model.datatypes import (
    Bool,
    Decimal,
    Duration,
    Enum,
    Identifier,
    Int,
    Optional,
    Plain,
    Reference,
    Set,
    Text,
    Time,
    Type,
)
from swarmgen.model.expressions import Compare, Comparison, Expression, Field, Input, Literal, Source

PLACE = Place("patterns/shop.yaml")
STATE = Enum("shop.order.state", ("open", "packed", "sent"))
SPEED = Enum("shop.order.speed", ("express", "normal"))
BOOL, ID = Bool(), Identifier()


def parameter(
    name: str,
    type_: Plain,
    brief: str = "",
    *,
    required: bool = False,
    default: None | bool | int | str | tuple[str, ...] = None,
    attribute: str | None = None,
    environment: str | None = None,
    only_with: str | None = None,
) -> ir.Parameter:
    present = required or default is not None
    return ir.Parameter(
        name=name,
        type=type_ if present else Optional(type_),
        brief=brief or f"The {name} of the order.",
        attribute=attribute or f"shop.order.{name}",
        default=default,
        required=required,
        environment=environment,
        only_with=only_with,
        place=PLACE,
    )


def flag(name: str, brief: str) -> ir.Parameter:
    return ir.Parameter(name=name, type=BOOL, brief=brief, attribute=None, default=False, required=False, place=PLACE)


def operation(
    name: str,
    brief: str,
    *steps: ir.Step,
    reads: bool = False,
    arguments: tuple[ir.Parameter, ...] = (),
    options: tuple[ir.Parameter, ...] = (),
    exactly_one: tuple[tuple[str, ...], ...] = (),
    returns: tuple[str, ...] = (),
    record: str | None = None,
    rows: str | None = None,
) -> ir.Operation:
    return ir.Operation(
        name=name,
        brief=brief,
        span=f"shop.order.{name}",
        reads=reads,
        frees=False,
        arguments=arguments,
        options=options,
        exactly_one=exactly_one,
        waits=None,
        returns=tuple(ir.Return(name=each, type=ID, brief="", attribute=None) for each in returns),
        returns_record=record,
        returns_rows=rows,
        columns=(),
        prints=None,
        attributes=(),
        steps=steps,
        place=PLACE,
    )


def refusal(exit_: ir.Exit) -> ir.Refusal:
    return ir.Refusal(exit=exit_, message=ir.Message(("no",)))


def field(name: str, type_: Type, *, link: bool = False) -> ir.Field:
    return ir.Field(name=name, type=type_, brief=f"The {name}.", attribute=None, link=link, place=PLACE)


def given(name: str, type_: Type, source: Source = Source.ARGUMENT) -> Input:
    return Input(source, name, type_)


def get(key: Expression, *, optional: bool = False) -> ir.Get:
    return ir.Get(binding="order", record="order", key=key, optional=optional, otherwise=None, place=PLACE)


def change(*, state: str | None = None, sources: tuple[str, ...] = (), checked: bool = False) -> ir.Set:
    weight = field("weight", Int(0, 100))
    one = ir.Assignment(field=weight, value=Literal(1, Int()), checked=checked)
    return ir.Set(
        binding="order",
        record="order",
        assignments=(one,),
        state=state,
        sources=sources,
        relinks=(),
        strict=False,
        place=PLACE,
    )


READY = ir.Queue(
    name="ready",
    record="order",
    when=Compare(Comparison.EQUAL, Field("self", "order", "state", STATE), Literal("open", STATE), BOOL),
    class_fields=("speed",),
    priority_field="speed",
    sequence_field="queued",
    class_record="order_ready",
    place=PLACE,
)
ORDER = ir.Record(
    name="order",
    brief="Something to send.",
    prefix="o",
    fields=(
        field("id", ID),
        field("state", STATE),
        field("speed", SPEED),
        field("weight", Int(0, 100)),
        field("queued", Optional(Int())),
        field("clerk", Optional(Reference("clerk"))),
        field("ready_next", Optional(Reference("order")), link=True),
    ),
    lifecycle=ir.Lifecycle(
        field="state", initial=("open",), final=("sent",), transitions=(("open", ("packed",)), ("packed", ("sent",)))
    ),
    queues=(READY,),
    place=PLACE,
)
CLERK = ir.Record(name="clerk", brief="Who packs.", prefix="c", fields=(field("id", ID),), place=PLACE)
AGENT = parameter(
    "clerk", ID, "Identifies the clerk.", required=True, attribute="shop.clerk.id", environment="CLERK_ID"
)
NUMBER = parameter("order", ID, "Identifies the order.", required=True, attribute="shop.order.id")
COUNT = ir.Procedure(
    name="count",
    brief="Count a parcel.",
    records=(("order", "order"),),
    values=(),
    steps=(change(checked=True), ir.Fail(refusal=refusal(ir.Exit.LIMIT), place=PLACE)),
    place=PLACE,
)
ADD = operation(
    "add",
    "Take an order",
    ir.Create(
        binding="order",
        record="order",
        id=given("id", Optional(ID), Source.OPTION),
        assignments=(),
        enters=("ready",),
        place=PLACE,
    ),
    arguments=(parameter("title", Text(200), "Says what to send.", required=True),),
    options=(
        parameter("id", ID, "Names the order.", attribute="shop.order.id"),
        parameter("speed", SPEED, "Says how fast.", default="normal"),
        parameter("tag", Set(4), "Adds a tag.", default=()),
        parameter("weight", Int(1, 21), "The weight in kilograms."),
        parameter("price", Decimal(2, 0, 100_000), "The price."),
        parameter("pages", Int(), "The pages of the catalogue to put with it."),
        parameter("max_age", Duration(), "How long it may wait.", default=90 * 60 * 10**9),
        parameter("not_before", Time(), "When it may leave."),
        AGENT,
    ),
    returns=("id", "state"),
)
PACK = operation(
    "pack-up",
    "Pack an order, by number or the next one: 100% by hand, it's [sic] quick.",
    get(given("order", ID)),
    ir.Take(binding="order", queue=READY, where=Literal(True, BOOL), otherwise=refusal(ir.Exit.EMPTY), place=PLACE),
    change(state="packed", sources=("open",)),
    ir.Call(procedure="count", records=(("order", "order"),), values=(), place=PLACE),
    arguments=(parameter("order", ID, "Identifies the order.", attribute="shop.order.id"),),
    options=(
        flag("next", "Take the next one."),
        parameter("speed", SPEED, "Says how fast.", only_with="next"),
        AGENT,
    ),
    exactly_one=(("order", "next"),),
    returns=("id",),
)
SHOW = operation("show", "Show an order.", get(given("order", ID)), reads=True, arguments=(NUMBER,), record="order")
LIST = operation(
    "list",
    "List orders.",
    reads=True,
    options=(parameter("state", STATE, "Only orders in this state."),),
    rows="order",
)
FINISH = operation(
    "finish",
    "Send it.",
    get(given("order", ID)),
    change(),
    arguments=(NUMBER, parameter("state", STATE, "Says how it ends.", default="sent")),
    returns=("id",),
)
SHOP = ir.Pattern(
    name="shop",
    brief="Orders that clerks pack and send",
    modules=("orders",),
    records=(ORDER, CLERK),
    settings=(
        ir.Setting(
            name="patience",
            type=Duration(),
            environment="SHOP_PATIENCE",
            default=300 * 10**9,
            low=10**9,
            high=30 * 86400 * 10**9,
            brief="How long an order waits for its clerk",
            place=PLACE,
        ),
    ),
    tables=(),
    procedures=(COUNT,),
    operations=(ADD, PACK, FINISH, SHOW, LIST),
    sources=("patterns/shop.yaml",),
    layout="0123456789abcdef",
    place=PLACE,
)
