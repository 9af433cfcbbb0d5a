"""Which helpers there are and what their arguments are called, alike in every language."""

from __future__ import annotations

from swarmgen.backends.example import find_example
from swarmgen.backends.interface import RECORD, RESERVED, RESERVED_ARGUMENTS, Inputs, argument_names, helpers
from swarmgen.model.conventions import GroupType, Instrument, Role, SpanKind
from tests.builders import attribute, deprecated, group, metric, registry
from tests.helpers_python.registries import REQUIRED, hostile_registry, plain_registry, swarmsh, using


def test_an_argument_is_called_like_its_attribute_without_the_shared_root() -> None:
    made = registry([attribute("acme.error.type"), attribute("acme.work.id")], [], [attribute("error.type")])
    assert argument_names(made) == {
        "acme.error.type": "acme_error_type",
        "acme.work.id": "work_id",
        "error.type": "error_type",
    }


def test_words_that_helpers_need_are_no_arguments() -> None:
    made = registry([attribute(f"acme.{word}") for word in (*RESERVED_ARGUMENTS, "free")])
    expected = {f"acme.{word}": f"acme_{word}" for word in RESERVED_ARGUMENTS}
    assert argument_names(made) == expected | {"acme.free": "free"}


def test_what_is_deprecated_leaves_the_name_to_others() -> None:
    old, new = attribute("acme.a.b", deprecated=deprecated("Use `acme.a_b`.")), attribute("acme.a_b")
    assert argument_names(registry([old, new])) == {"acme.a.b": "acme_a_b_2", "acme.a_b": "acme_a_b"}


def test_attributes_defined_in_place_have_arguments_too() -> None:
    span = group("span.acme.walk", GroupType.SPAN, attributes=(attribute("acme.here"),))
    assert argument_names(registry([], [span])) == {"acme.here": "here"}


def test_names_are_valid_and_unique_whatever_the_attributes_are_called() -> None:
    names = [str(name) for name in argument_names(hostile_registry()).values()]
    assert len(names) == len(set(names)) > 300
    assert all(name.isidentifier() and name.isascii() for name in names)


def test_metrics_that_say_too_little_get_no_helper() -> None:
    whole = metric("acme.whole", Instrument.GAUGE)
    made = registry([], [whole, group("metric.acme.part", GroupType.METRIC, metric_name="acme.part")])
    assert [signal.group for signal in helpers(made, GroupType.METRIC)] == [whole]


def test_words_that_the_languages_need_are_no_helpers() -> None:
    for kind, words in RESERVED.items():
        fields = {"instrument": Instrument.GAUGE} if kind is GroupType.METRIC else {}
        groups = [
            group(f"{kind}.acme.{word}", kind, name=f"acme.{word}", metric_name=f"acme.{word}", **fields)
            for word in sorted(words)
        ]
        signals = helpers(registry([], groups), kind)
        assert len(signals) == len(words)
        assert not words & {str(name) for signal in signals for name in (signal.name, signal.class_name)}


def test_inputs_are_sorted_by_who_says_them() -> None:
    must, may, fixed = attribute("a"), attribute("b"), attribute("c")
    entity, always = using(attribute("d"), role=Role.IDENTIFYING), using(fixed, REQUIRED, **swarmsh(value=0))
    inputs = Inputs.of([entity, always, may, using(must, REQUIRED)])
    assert [[each.name for each in part] for part in (inputs.required, inputs.optional, inputs.fixed)] == [
        ["d", "a"],
        ["b"],
        ["c"],
    ]


def test_every_instrument_can_be_recorded_with() -> None:
    assert set(RECORD) == set(Instrument)


def test_the_example_is_the_first_plain_span_that_needs_texts_only() -> None:
    example = find_example(plain_registry())
    assert example is not None
    assert (example.signal.name, example.values) == ("work_claim", (("agent_id", "a-7"),))
    assert find_example(registry()) is None


def test_an_example_without_examples_is_three_dots() -> None:
    needed = using(attribute("acme.a"), REQUIRED)
    span = group("span.acme.x", GroupType.SPAN, name="acme.x", span_kind=SpanKind.CLIENT, attributes=(needed,))
    example = find_example(registry([attribute("acme.a")], [span]))
    assert example is not None and example.values == (("a", "..."),)
