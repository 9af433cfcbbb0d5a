"""The generated library: its text, that every tool accepts it, and what its functions do in real bash."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from swarmgen.analysis.resolve import resolve
from swarmgen.backends.bash.library import emit
from swarmgen.diagnostics import Sink
from swarmgen.model.conventions import GroupType, Instrument, Json, PrimitiveType, Registry, SpanKind, TemplateType
from tests.builders import attribute, deprecated, enum, group, member, metric, registry
from tests.helpers_python.registries import (
    REQUIRED,
    empty_registry,
    extending,
    hostile_registry,
    plain_registry,
    swarmsh,
    using,
)
from tests.synthetic import write_synthetic
from tests.unit.swarmgen.backends.bash.shell import (
    BASH,
    ROOT,
    attributes,
    complaints,
    generated_part,
    library,
    run,
    target,
)
from tests.unit.swarmgen.backends.python.published import installed_modules, registry_of


def public() -> Registry:
    return registry_of(installed_modules())


def own() -> Registry:
    return resolve(ROOT / "semantic-conventions", "semantic-conventions", Sink()).registry


@pytest.fixture(scope="module")
def plain() -> str:
    return library(plain_registry())


@pytest.fixture(scope="module")
def hostile() -> str:
    return library(hostile_registry())


# --- text ------------------------------------------------------------------------------------------------------------


def test_the_plain_library(plain: str, snapshot: SnapshotAssertion) -> None:
    assert generated_part(plain) == snapshot, "run: make golden"


def test_a_library_of_nothing(snapshot: SnapshotAssertion) -> None:
    assert generated_part(library(empty_registry())) == snapshot, "run: make golden"


def test_the_runtime_is_inlined_as_it_is_and_the_guard_comes_first(plain: str) -> None:
    shown = re.findall(r"# … (.*) …", generated_part(plain))
    assert sorted(shown) == sorted(path.name for path in (ROOT / "templates/bash/runtime").glob("*.sh"))
    assert shown[0] == "load.sh"


def test_the_path_and_the_sources() -> None:
    ((path, artifact),) = emit(plain_registry(), target("my_pack")).items()
    assert path == PurePosixPath("bash/my_pack-telemetry.sh")
    assert artifact.sources == ("model/acme.yaml", "model/special.yaml", "model/work.yaml")


def test_two_runs_are_equal() -> None:
    assert library(hostile_registry()) == library(hostile_registry())


@pytest.mark.parametrize("make", [plain_registry, hostile_registry, empty_registry, public, own])
def test_every_tool_accepts_it(make: Callable[[], Registry], tmp_path: Path) -> None:
    assert complaints(library(make()), tmp_path) == ""


def test_every_tool_accepts_a_large_one(tmp_path: Path) -> None:
    write_synthetic(tmp_path / "bulk")
    text = library(resolve(tmp_path / "bulk", "bulk", Sink()).registry)
    assert text.count("\nacme_span_") == 60
    assert text.count("\nacme_metric_") == 541
    assert complaints(text, tmp_path) == ""


# --- being sourced ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", [BASH, "sh"])
@pytest.mark.parametrize("options", [(), ("--help",)])
def test_run_instead_of_sourced_it_says_so(shell: str, options: tuple[str, ...], plain: str, tmp_path: Path) -> None:
    (tmp_path / "acme-telemetry.sh").write_text(plain)
    command = [shutil.which(shell) or shell, "./acme-telemetry.sh", *options]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "acme-telemetry.sh is a library for bash scripts. Its first lines say how to use it; "
        "source it:  . ./acme-telemetry.sh\n"
    )


def test_sourcing_says_and_writes_nothing_and_works_within_a_function(plain: str, tmp_path: Path) -> None:
    script = "load() { . ./acme-telemetry.sh; }\nload\nacme_span_work_drop agent_id=a\nswarmsh_span_end"
    said = run(plain, script, tmp_path)
    assert (said.messages, said.status, len(said.spans)) == ([], 0, 1)
    assert run(plain, "", tmp_path).messages == []


def test_two_libraries_live_together(plain: str, tmp_path: Path) -> None:
    other = registry([attribute("other.id")], [group("span.other.x", GroupType.SPAN, name="other.x")])
    (tmp_path / "other-telemetry.sh").write_text(library(other, target("other")))
    script = """
. ./other-telemetry.sh
acme_span_work_drop agent_id=a
other_span_x
swarmsh_span_end
swarmsh_span_end
"""
    said = run(plain, script, tmp_path)
    assert said.messages == []
    inner, outer = said.spans
    assert (inner["name"], inner["parentSpanId"]) == ("other.x", outer["spanId"])


# --- calls -----------------------------------------------------------------------------------------------------------


def test_a_span_with_every_kind_of_attribute(plain: str, tmp_path: Path) -> None:
    script = """
acme_span_work_claim work_skills=bash work_urgent=true work_skills='code review' work_share=0.50 work_label.b=1 \\
  agent_id=a-7 work_priority=9 work_points=3 work_label.a.c=2 work_kind=bug work_size=5 work_extra=any \\
  error_type=mine work_scores.x=1.5 work_scores.x=2 other_role=r work_status=blocked work_id=w-1 work_wait=0
swarmsh_span_end
"""
    said = run(plain, script, tmp_path)
    assert said.messages == []
    (span,) = said.spans
    assert (span["name"], span["kind"]) == ("acme.work.claim", 1)
    assert list(attributes(span).items()) == [
        ("acme.operation", "claim"),
        ("acme.agent.id", "a-7"),
        ("error.type", "mine"),
        ("other.role", "r"),
        ("acme.work.extra", "any"),
        ("acme.work.id", "w-1"),
        ("acme.work.kind", "bug"),
        ("acme.work.label.b", "1"),
        ("acme.work.label.a.c", "2"),
        ("acme.work.points", ["3"]),
        ("acme.work.priority", "9"),
        ("acme.work.scores.x", [1.5, 2]),
        ("acme.work.share", 0.5),
        ("acme.work.size", "5"),
        ("acme.work.skills", ["bash", "code review"]),
        ("acme.work.status", "blocked"),
        ("acme.work.urgent", True),
        ("acme.work.wait", "0"),
    ]


def test_what_is_wrong_with_a_call_is_said_and_the_rest_recorded(plain: str, tmp_path: Path) -> None:
    script = """
acme_span_work_claim work_priority=10 work_kind=bugg work_points=1 work_points=0 operation=drop work_label=x nope=1
swarmsh_span_end
acme_event_lease_lost work_id=
acme_metric_work_claims -1 work_kind=bug
acme_resource_agent
"""
    said = run(plain, script, tmp_path)
    taken = said.messages[0].partition("; it takes ")[2]
    assert taken.split()[:3] == ["agent_id", "work_wait", "error_type"]
    claim = "acme_span_work_claim: "
    assert said.messages == [
        f'{claim}unknown argument "nope"; it takes {taken}',
        f'{claim}unknown argument "operation"; it takes {taken}',
        f'{claim}work_kind: "bugg" is not one of bug, feature',
        f'{claim}unknown argument "work_label"; it takes {taken}',
        f'{claim}work_points: "0" is below 1',
        f'{claim}work_priority: "10" is above 9',
        f"{claim}missing agent_id=VALUE, which is required",
        "acme_metric_work_claims: a counter only grows, -1 is refused",
        "acme_resource_agent: missing agent_id=VALUE, which is required",
    ]
    assert said.status == 0
    assert attributes(said.spans[0]) == {"acme.operation": "claim"}
    assert attributes(said.logs[0]) == {"acme.work.id": ""}


def test_names_and_kinds_that_the_convention_leaves_open(hostile: str, plain: str, tmp_path: Path) -> None:
    script = """
acme_span_work_free name='GET /' work_id=w
swarmsh_span_end
acme_span_work_free name=x kind=client
swarmsh_span_end
acme_span_work_free
swarmsh_span_end
acme_span_work_skip kind=consumer agent_id=a
swarmsh_span_end
acme_span_work_skip kind=none agent_id=a
swarmsh_span_end
acme_span_work_skip name=x agent_id=a
swarmsh_span_end
"""
    said = run(plain, script, tmp_path)
    assert [(span["name"], span["kind"]) for span in said.spans] == [
        ("GET /", 2),
        ("x", 2),
        ("unnamed", 2),
        ("acme.work.skip", 5),
        ("acme.work.skip", 1),
        ("acme.work.skip", 1),
    ]
    assert [message.partition("; it takes")[0] for message in said.messages] == [
        'acme_span_work_free: unknown argument "kind"',
        "acme_span_work_free: missing name=VALUE, the name of the span",
        'acme_span_work_skip: kind: "none" is not one of client, server, producer, consumer, internal',
        'acme_span_work_skip: unknown argument "name"',
    ]
    (typed,) = run(hostile, "acme_span_x_v2 name='of the caller'\nswarmsh_span_end", tmp_path).spans
    assert (typed["name"], typed["kind"]) == ("of the caller", 4)


def test_what_is_deprecated_says_so_where_it_is_defined_only(plain: str, tmp_path: Path) -> None:
    for call, advice in (("span_work_skip", "Use `acme.work.drop`."), ("metric_work_duration", "Nobody looks.")):
        assert re.search(rf"\n# Deprecated: {re.escape(advice)} (.*\n# )*.*\nacme_{call}\(\) \{{\n", plain)
    assert run(plain, "acme_span_work_skip agent_id=a\nacme_metric_work_duration 1", tmp_path).messages == []


def test_what_spans_that_extend_a_group_share_stands_once(plain: str) -> None:
    assert plain.count("\n_swarmsh_names_acme_common=") == 1
    assert '\n_swarmsh_names_acme_common="work_wait error_type"\n' in plain
    assert plain.count('"${_swarmsh_names_acme_common} ') == 3


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_list_is_shared_by_two_at_least(count: int) -> None:
    common = attribute("acme.a")
    parent = group("attributes.acme.common", GroupType.ATTRIBUTE_GROUP, attributes=(common,))
    spans = [extending(f"span.acme.s{n}", parent.id, name=f"acme.s{n}", attributes=(common,)) for n in range(count)]
    assert library(registry([common], [parent, *spans])).count("_swarmsh_names_") == (3 if count == 2 else 0)


def test_constants_of_every_type(tmp_path: Path) -> None:
    values: dict[PrimitiveType, Json] = {
        PrimitiveType.STRING: "it's $(>pwned) \"\n",
        PrimitiveType.INT: -(2**63),
        PrimitiveType.DOUBLE: 1e-7,
        PrimitiveType.BOOLEAN: False,
        PrimitiveType.STRINGS: ("a b", ""),
        PrimitiveType.INTS: (1, 2),
        PrimitiveType.DOUBLES: (0.5,),
        PrimitiveType.BOOLEANS: (True, False),
        PrimitiveType.ANY: 7,
    }
    fixed = [attribute(f"acme.{n:02}", kind, **swarmsh(value=value)) for n, (kind, value) in enumerate(values.items())]
    choice = attribute("acme.choice", enum(member("a", 1), member("b", 2)), **swarmsh(value=2))
    span = group("span.acme.s", GroupType.SPAN, name="acme.s", attributes=(*fixed, choice))
    said = run(library(registry([*fixed, choice], [span])), "acme_span_s\nswarmsh_span_end", tmp_path)
    assert said.messages == []
    assert list(attributes(said.spans[0]).values()) == [
        "it's $(>pwned) \"\n",
        str(-(2**63)),
        1e-7,
        False,
        ["a b", ""],
        ["1", "2"],
        [0.5],
        [True, False],
        "7",
        "2",
    ]
    assert not (tmp_path / "pwned").exists()


def test_an_entity_describes_all_later_records(plain: str, tmp_path: Path) -> None:
    script = "acme_resource_agent agent_id='a 1' work_kind=bug\nacme_metric_work_claims 2 work_kind=bug"
    said = run(plain, script, tmp_path)
    assert said.messages == []
    line = (tmp_path / "telemetry" / "metrics.jsonl").read_text()
    assert '{"key":"acme.agent.id","value":{"stringValue":"a 1"}},{"key":"acme.work.kind"' in line
    assert [(each["name"], each["unit"], each["description"]) for each in said.metrics] == [
        ("acme.work.claims", "{claim}", "Counts claims.")
    ]


# --- hostile conventions ---------------------------------------------------------------------------------------------

EVIL = ("$(>pwned)", "`>pwned`", "';>pwned;'", '";>pwned;"', "\\", "a\n>pwned", "a)>pwned;;", "#", "${x:?}", "-n", "*")


def evil_registry() -> Registry:
    """Texts that would create the file `pwned` in every place where a convention has a text."""
    plain = [attribute(f"acme.p{n}{evil}x", brief=evil, note=evil) for n, evil in enumerate(EVIL)]
    templates = [attribute(f"acme.t{n}{evil}x", TemplateType(PrimitiveType.STRING)) for n, evil in enumerate(EVIL)]
    fixed = [attribute(f"acme.f{n}", **swarmsh(value=evil)) for n, evil in enumerate(EVIL)]
    choice = attribute("acme.choice", enum(*(member(str(n), evil) for n, evil in enumerate(EVIL))))
    given = (*plain, *templates, *fixed, choice)
    signals = []
    for n, evil in enumerate(EVIL):
        texts: dict[str, Any] = {"name": evil, "brief": evil, "note": evil}
        signals += [
            group(f"span.{n}{evil}", GroupType.SPAN, span_kind=SpanKind.CLIENT, attributes=given, **texts),
            group(f"event.{n}{evil}", GroupType.EVENT, deprecated=deprecated(evil), **texts),
            metric(f"{n}{evil}", Instrument.GAUGE, evil, brief=evil),
            group(f"entity.{n}{evil}", GroupType.ENTITY, attributes=(using(plain[n], REQUIRED),), **texts),
        ]
    made = registry(given, signals)
    return replace(made, description="\n".join(EVIL), schema_url="".join(EVIL), url="\n".join(EVIL))


def test_no_text_of_a_convention_is_run(tmp_path: Path) -> None:
    text = library(evil_registry(), replace(target(), version="".join(EVIL)))
    assert complaints(text, tmp_path) == ""
    functions = re.findall(r"^(acme_\w+)\(\)", text, re.MULTILINE)
    assert len(functions) == 4 * len(EVIL)
    pairs = [f"acme_choice={evil}" for evil in EVIL]
    script = "".join(f"{name} 1\n{name} nope=1 {' '.join(map(_quoted, pairs))}\n" for name in functions)
    said = run(text, script + "swarmsh_span_end\n" * 2 * len(EVIL), tmp_path)
    assert said.status == 0
    assert not list(tmp_path.glob("**/*pwned*"))
    span = said.spans[-1]
    assert span["name"] in EVIL
    assert [value for key, value in attributes(span).items() if re.fullmatch(r"acme\.f\d+", key)] == list(EVIL)


def test_every_attribute_of_any_name_can_be_given(tmp_path: Path) -> None:
    text = library(evil_registry())
    said_names = re.findall(r"^    acme_([pt]\d+\w*)(?:\)|\.\?\*\))", text, re.MULTILINE)
    assert len(said_names) == 2 * len(EVIL)
    words = [f"acme_{name}=v" if name.startswith("p") else f"acme_{name}.k=v" for name in said_names]
    span = re.findall(r"^(acme_span_\w+)\(\)", text, re.MULTILINE)[0]
    said = run(text, f"{span} {' '.join(words)}\nswarmsh_span_end", tmp_path)
    assert said.messages == []
    recorded = {key for key, value in attributes(said.spans[0]).items() if value == "v"}
    assert recorded == {f"acme.p{n}{evil}x" for n, evil in enumerate(EVIL)} | {
        f"acme.t{n}{evil}x.k" for n, evil in enumerate(EVIL)
    }


def test_every_function_of_a_hostile_registry_can_be_called(hostile: str, tmp_path: Path) -> None:
    functions = re.findall(r"^(acme_\w+)\(\)", hostile, re.MULTILINE)
    assert len(functions) == len(set(functions)) > 15
    script = "".join(f"{name} 1 name=x\n" for name in functions if "_span_" not in name)
    script += "".join(f"{name} name=x\nswarmsh_span_end\n" for name in functions if "_span_" in name)
    said = run(hostile, script, tmp_path)
    assert said.status == 0
    assert len(said.spans) == sum("_span_" in name for name in functions)
    assert not [message for message in said.messages if not message.startswith("acme_")]


def test_reserved_names_of_the_runtime_stay_those_of_the_runtime() -> None:
    words = ("set", "event", "link", "status", "error", "end")
    spans = [group(f"span.swarmsh.{word}", GroupType.SPAN, name=f"swarmsh.{word}") for word in words]
    text = library(registry([], spans), target("swarmsh"))
    functions = re.findall(r"^(\w+)\(\)", text, re.MULTILINE)
    assert len(functions) == len(set(functions))


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "'\\''") + "'"
