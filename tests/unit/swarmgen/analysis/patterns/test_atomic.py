"""The everyday coordinator: what its spec becomes."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.datatypes import Int, Optional, Reference
from tests.unit.swarmgen.analysis.patterns.registry import FOLDER, compiled


def atomic() -> ir.Pattern:
    patterns, said = compiled(FOLDER)
    assert said == []
    return next(pattern for pattern in patterns if pattern.name == "atomic")


def operation(name: str) -> ir.Operation:
    return next(one for one in atomic().operations if one.name == name)


def record(name: str) -> ir.Record:
    return next(one for one in atomic().records if one.name == name)


def test_kinds_and_slots() -> None:
    assert [(one.name, one.prefix, one.slot, one.made) for one in atomic().records] == [
        ("agent", "a", 2048, False),
        ("crew", None, 128, False),
        ("swarm", None, 512, False),
        ("work", "w", 4096, False),
        ("dependency", None, 256, False),
        ("lock_room", None, 128, False),
        ("named_lock", "lk", 512, False),
        ("archiving", None, 64, False),
        ("work_ready", None, 2048, True),
        ("work_wake_bucket", None, 128, True),
        ("work_wake_wheel", None, 512, True),
    ]


def test_operations() -> None:
    assert [one.name for one in atomic().operations if one.reads] == [
        *("agent-status", "agents", "show", "list", "ready", "deps", "failures", "check-stale", "freshness"),
        *("lock check", "lock list", "suggest", "explain", "workload", "health", "dashboard", "metrics"),
    ]
    assert [one.name for one in atomic().operations if not one.reads] == [
        *("register", "deregister", "add", "claim", "progress", "complete", "release", "unblock", "cancel"),
        *("reprioritize", "edit", "retry", "poison", "unpoison", "purge-failures"),
        *("heartbeat", "recover-stale"),
        *("lock acquire", "lock release", "lock clean", "assign", "archive"),
    ]


def test_modules_and_sources() -> None:
    pattern = atomic()
    assert pattern.modules == ("agents", "work", "failures", "freshness", "locks", "assignment", "health", "archive")
    assert pattern.sources == (
        "patterns/atomic.yaml",
        *(
            f"patterns/modules/{name}.yaml"
            for name in ("agents", "archive", "assignment", "failures", "freshness", "health", "locks", "work")
        ),
    )


def test_links_follow_the_fields_of_a_record() -> None:
    links = {one.name: [field.name for field in one.fields if field.link] for one in atomic().records}
    assert links["agent"] == ["holdings_head", "holdings_tail"]
    assert links["dependency"] == [
        f"{name}_{way}" for name in ("dependencies", "dependents") for way in ("previous", "next")
    ]
    assert links["swarm"] == ["leases_head", "leases_tail", "failures_head", "failures_tail"]
    assert links["work"][:10] == [
        *("ready_class", "ready_previous", "ready_next", "holdings_previous", "holdings_next"),
        *("leases_previous", "leases_next", "failures_previous", "failures_next", "wake_bucket"),
    ]
    assert links["work"][-2:] == ["dependents_tail", "dependents_count"]
    fields = {field.name: field for field in record("work").fields}
    assert fields["ready_class"].type == Optional(Reference("work_ready"))
    assert [field.link for field in record("work").fields] == sorted(field.link for field in record("work").fields)


def test_a_class_has_the_ends_of_every_priority() -> None:
    names = [field.name for field in record("work_ready").fields]
    priorities = ("critical", "high", "medium", "low")
    assert names == [
        *("team", "type", "skills", "length"),
        *(f"{name}_{end}" for name in priorities for end in ("head", "tail", "sequence")),
    ]


def test_a_default_belongs_to_the_range_of_its_field() -> None:
    fields = {field.name: field.type for field in record("work").fields}
    assert fields["fence"] == Int() and fields["attempts"] == Int()


def test_the_steps_of_failures_stand_where_deregister_wants_them() -> None:
    kinds = [type(step).__name__ for step in operation("deregister").steps]
    assert kinds == ["Get", "Require", "Let", "When", "Require", "Set", "Get", "Set", "Reply"]


def test_moves_start_where_an_item_can_be() -> None:
    procedures = {one.name: one for one in atomic().procedures}
    wake = procedures["wake"].steps[1]
    assert isinstance(wake, ir.When) and isinstance(wake.then[0], ir.Set)
    assert (wake.then[0].sources, wake.then[0].state) == (("waiting",), "pending")
    take = procedures["take_item"].steps[1]
    assert isinstance(take, ir.Set)
    assert (take.sources, take.relinks, take.strict) == (("pending",), ("ready", "holdings", "leases"), False)


def test_a_new_item_may_open_a_class() -> None:
    """Its class was in no queue before; the classes of a queue are limited."""
    ready = operation("add").steps[2]
    assert isinstance(ready, ir.When) and isinstance(ready.then[0], ir.Set)
    assert ready.then[0].strict and ready.then[0].relinks == ("ready",)


def test_a_new_item_enters_nothing_but_the_wheel() -> None:
    create = operation("add").steps[0]
    assert isinstance(create, ir.Create)
    assert create.enters == ("wake",)
    assert [one.field.name for one in create.assignments] == [
        field.name for field in record("work").fields if not field.link and field.name != "id"
    ]


def test_only_values_that_can_leave_their_range_are_tested() -> None:
    progress = [step for step in operation("progress").steps if isinstance(step, ir.Set)]
    assert [(one.field.name, one.checked) for step in progress for one in step.assignments] == [
        *(("progress", False), ("note", False), ("lease_until", False), ("last_heartbeat", False)),
    ]
    count = next(one for one in atomic().procedures if one.name == "count_failure").steps[0]
    assert isinstance(count, ir.Set) and [one.checked for one in count.assignments] == [True, False, False]


def test_what_goes_on_when_the_disk_is_full() -> None:
    freeing = {"complete", "release", "recover-stale", "lock release", "lock clean", "archive"}
    assert {one.name for one in atomic().operations if one.frees} == freeing


def test_spans_are_filled_from_what_is_given_and_answered() -> None:
    found = {one.key: one for one in operation("claim").attributes}
    assert found["swarmsh.coordination.operation"].constant == "claim"
    assert (found["swarmsh.work.id"].input, found["swarmsh.work.id"].returned) == (("arguments", "work"), "id")
    assert isinstance(found["swarmsh.work.selection"].expression, e.Choose)
    assert "swarmsh.work.title" not in {one.key for one in operation("add").attributes}


def test_the_digest_changes_with_the_layout_and_with_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "patterns"
    copytree(FOLDER / "patterns", folder)

    def digest(path: str, old: str, new: str) -> str:
        text = (folder / path).read_text()
        assert old in text
        (folder / path).write_text(text.replace(old, new))
        patterns, said = compiled(tmp_path)
        (folder / path).write_text(text)
        assert said == []
        return patterns[0].layout

    same = atomic().layout
    assert digest("modules/work.yaml", "An item of work.", "Work.") == same
    assert digest("modules/work.yaml", "limit: 256", "limit: 255") != same
    assert digest("modules/agents.yaml", "default: 10}", "default: 9}") == same
    flag = "registered_at: {attribute: swarmsh.agent.registered_at}\n"
    assert digest("modules/agents.yaml", flag, f"{flag}      on: {{type: bool, default: true, brief: On.}}\n") != same
    assert digest("atomic.yaml", "[agents, work, failures", "[agents, failures, work") != same
    other = digest("modules/agents.yaml", flag, f"{flag}      on: {{type: bool, default: true, brief: On.}}\n")
    assert other[:8] != same[:8] and other[8:] == same[8:]
    queue = digest("modules/work.yaml", "when: status == pending", "when: status == pending and attempts == 0")
    assert queue[:8] == same[:8] and queue[8:] != same[8:]
