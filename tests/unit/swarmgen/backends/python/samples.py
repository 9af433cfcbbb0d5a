"""A registry that shows every rule of the constants once, and what the tests need to look at generated modules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import black

from swarmgen.backends.target import Target
from swarmgen.model.artifacts import Artifact
from swarmgen.model.conventions import Instrument, PrimitiveType, Registry, Stability, TemplateType
from tests.builders import attribute, deprecated, enum, member, metric, registry

TEMPLATES = Path(__file__).parents[5] / "templates"
STABLE: dict[str, Any] = {"stability": Stability.STABLE}
EXCLUDED: dict[str, Any] = {"annotations": {"code_generation": {"exclude": True}}}


def target(package: str = "acme", exclude_namespaces: frozenset[str] = frozenset()) -> Target:
    return Target(
        package=package,
        version="1.2.3",
        templates=TEMPLATES,
        registry_path="conventions",
        exclude_namespaces=exclude_namespaces,
    )


def small_registry() -> Registry:
    """One root namespace, `acme`."""
    return registry(
        [
            attribute(
                "acme.work.id", brief="  The work item's id..\n", note="\nShort, and\ntyped by people.  \n", **STABLE
            ),
            attribute("acme.path", brief=r'A path such as C:\temp or """quoted"""', note='ends with "quotes"'),
            attribute("acme.work.label", TemplateType(PrimitiveType.STRING), brief="Labels by key."),
            attribute("acme.work.anything", TemplateType(PrimitiveType.ANY), brief="Anything by key."),
            attribute("acme.old", deprecated=deprecated("Replaced by `acme.work.id`."), **STABLE),
            attribute("acme.hidden", **EXCLUDED),
            attribute(
                "acme.work.status",
                enum(
                    member("ready", brief="Waits for an agent.", note="Not shown.", **STABLE),
                    member("in-progress", "in progress", brief="An agent works on it.", **STABLE),
                    member("paused", brief="Set aside\nfor a while."),
                    member("lost", deprecated=deprecated("Use `paused`."), **STABLE),
                    member("secret", **EXCLUDED),
                ),
                brief="The state of a work item.",
                **STABLE,
            ),
            attribute(
                "acme.work.size",
                enum(member("small", 1), member("large", 2, brief="More than a day.")),
                brief="The size of a work item.",
                deprecated=deprecated("Use `acme.work.points` instead..."),
            ),
            attribute("acme.work.mood", enum(member("fine")), brief="How it feels.", **STABLE),
        ],
        [
            metric(
                "acme.work.done", Instrument.COUNTER, "{item}", brief="Work items done.", note="Never falls.", **STABLE
            ),
            metric("acme.work.time", Instrument.HISTOGRAM, "s", brief='Time "at work"\nper item.'),
            metric("acme.queue.length", Instrument.UPDOWNCOUNTER, "{item}", brief=""),
            metric("acme.queue.age", Instrument.GAUGE, "s", deprecated=deprecated("Obsoleted.")),
        ],
    )


def text_of(output: Mapping[PurePosixPath, Artifact], path: str) -> str:
    """A generated module as people read it: formatted."""
    return black.format_str(output[PurePosixPath(f"python/src/{path}")].text, mode=black.Mode(line_length=120))


def modules(output: Mapping[PurePosixPath, Artifact]) -> list[str]:
    """The paths of the generated files that are not packages."""
    return sorted(str(path.relative_to("python/src")) for path in output if path.name != "__init__.py")


def install(output: Mapping[PurePosixPath, Artifact], folder: Path) -> None:
    """Write generated files below `folder`, where the package can be imported from."""
    for path, artifact in output.items():
        place = folder / path.relative_to("python/src")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(artifact.text, encoding="utf-8")
    for package in {folder / path.relative_to("python/src").parts[0] for path in output}:
        (package / "__init__.py").touch()
        (package / "py.typed").touch()
