"""Calls of generated helpers as data, performed by the generated bash library and by the generated Python package."""

from __future__ import annotations

import importlib
import itertools
import os
import subprocess
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import SpanContext, SpanKind, TraceFlags

from swarmgen.backends.bash.library import emit
from swarmgen.backends.interface import RECORD, Inputs, argument_names, helpers
from swarmgen.backends.naming import Signal, setter_names
from swarmgen.model.conventions import GroupType, Registry
from tests.helpers_python.building import build, load, target
from tests.telemetry.support import BASH, FIXED, NOW, command

Scalar = str | bool | int | Decimal
Value = Scalar | Sequence[Scalar] | Mapping[str, "Value"]
SIGNALS = ("traces", "metrics", "logs")
TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{TRACE}-{SPAN}-01"


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call.

    `do` is start, set, add, link, ok, error, fail (an error without a type), end, emit, record, describe (the resource)
    or clock. Spans count from 0 in the order of their starts; `span` None is the innermost.
    """

    do: str
    signal: Signal | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    span: int | None = None
    amount: int | Decimal = 0
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Languages:
    """One registry in two languages: the import package, which is the prefix in bash too, and the library."""

    registry: Registry
    package: str
    library: Path

    @classmethod
    def of(cls, registry: Registry, package: str, folder: Path) -> Languages:
        """Generate both and make the Python package importable."""
        load(build(registry, package, folder, formatted=False), package)
        ((path, artifact),) = emit(registry, target(package)).items()
        library = folder / path.name
        library.write_text(artifact.text, encoding="utf-8")
        return cls(registry=registry, package=package, library=library)

    def helpers(self, kind: GroupType) -> tuple[Signal, ...]:
        return helpers(self.registry, kind)

    def run(self, calls: Sequence[Call], folder: Path, env: Mapping[str, str] | None = None) -> int:
        """Perform the calls in both languages and compare the files, line by line; how many lines there are.

        Raises:
            AssertionError: a line differs, or bash has something to say.
        """
        settings = FIXED | dict(env or {})
        bash, python = folder / "bash", folder / "python"
        for each in (bash, python):
            each.mkdir()
        done = _run_bash(self, calls, folder, settings | {"SWARMSH_TELEMETRY_DIR": os.fspath(bash)})
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        with _environment(settings), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            Python(self, calls, python).run()
        count = 0
        for signal in SIGNALS:
            lines = [_lines(each / f"{signal}.jsonl") for each in (bash, python)]
            for one, other in zip(*lines, strict=False):
                assert one == other
            assert len(lines[0]) == len(lines[1]), signal
            count += len(lines[0])
        return count


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.exists() else []


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "SWARMSH_", "TRACE"))}
    with mock.patch.dict(os.environ, clean | dict(settings), clear=True):
        yield


# --- bash ------------------------------------------------------------------------------------------------------------

_FUNCTIONS = {
    "start": "{package}_span_{name}",
    "emit": "{package}_event_{name}",
    "record": "{package}_metric_{name}",
    "describe": "{package}_resource_{name}",
    "set": "swarmsh_span_set",
    "add": "swarmsh_span_event",
    "link": "swarmsh_span_link",
    "ok": "swarmsh_span_status",
    "fail": "swarmsh_span_status",
    "error": "swarmsh_span_error",
    "end": "swarmsh_span_end",
}


def words(values: Mapping[str, Value], prefix: str = "") -> list[str]:
    """Values as a caller of a bash function gives them."""
    found: list[str] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            found += words(value, f"{prefix}{name}.")
        else:
            elements = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
            found += [f"{prefix}{name}={_text(each)}" for each in elements]
    return found


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _run_bash(
    languages: Languages, calls: Sequence[Call], folder: Path, env: Mapping[str, str]
) -> subprocess.CompletedProcess[bytes]:
    script = b". " + os.fsencode(languages.library) + b"\n"
    starts, now = itertools.count(), NOW
    for call in calls:
        if call.do == "clock":
            now += int(call.amount)
            script += b"SWARMSH_NOW_NS=%d\n" % now
            continue
        name = call.signal.name if call.signal else ""
        head = [_FUNCTIONS[call.do].format(package=languages.package, name=name)]
        handle = b"" if call.span is None else b' --span "$h%d"' % call.span
        script += command(head)[:-1] + handle + b" " + command(_arguments(languages, call))
        if call.do == "start":
            script += b"h%d=$REPLY\n" % next(starts)
    path = folder / "script.sh"
    path.write_bytes(script)
    default = {"PATH": "/nonexistent", "LC_ALL": "C.UTF-8"}
    return subprocess.run([BASH, "--norc", path], env=default | dict(env), capture_output=True, check=False)


def _arguments(languages: Languages, call: Call) -> list[str]:
    match call.do:
        case "record":
            return [_text(call.amount), *words(call.values)]
        case "ok":
            return ["ok"]
        case "fail":
            return ["error", *call.texts]
        case "add":
            assert call.signal is not None
            return ["--", *_event(languages, call.signal, call.values)]
        case "link" | "error":
            return ["--", *call.texts, *words(call.values)]
        case _:
            return words(call.values)


def _event(languages: Languages, signal: Signal, values: Mapping[str, Value]) -> list[str]:
    """An event on a span is not typed in bash: the caller gives what is fixed too, and the order counts."""
    names = argument_names(languages.registry)
    fixed = {str(names[each.name]): _fixed(each.annotations) for each in Inputs.of(signal.group.attributes).fixed}
    return [signal.group.name or "", *words(fixed), *words(dict(sorted(values.items())))]


def _fixed(annotations: Any) -> Value:
    value = annotations["swarmsh"]["value"]
    return Decimal(repr(value)) if isinstance(value, float) else value


# --- Python ----------------------------------------------------------------------------------------------------------


class Python:
    """Performs calls through the generated helpers and the providers that write files."""

    def __init__(self, languages: Languages, calls: Sequence[Call], folder: Path) -> None:
        self.calls = calls
        self.languages = languages
        package = languages.package
        importlib.import_module(f"{package}._runtime.ids").__dict__["_words"] = itertools.count()
        files = importlib.import_module(f"{package}.files")
        resource: dict[str, Any] = {}
        for call in calls:
            if call.do == "describe":
                resource |= self.helper("entities", call)(**plain(call.values))
        options = {"directory": os.fspath(folder), "resource": resource}
        self.tracers = files.FileTracerProvider(**options)
        self.meters = files.FileMeterProvider(**options)
        self.loggers = files.FileLoggerProvider(**options)
        self.arguments = argument_names(languages.registry)
        self.now = NOW
        self.spans: list[tuple[Signal, Any]] = []
        self.open: list[int] = []

    def run(self) -> None:
        for call in self.calls:
            self.do(call)

    def helper(self, module: str, call: Call) -> Any:
        assert call.signal is not None
        name = call.signal.class_name if module == "instruments" else call.signal.name
        return getattr(importlib.import_module(f"{self.languages.package}.{module}"), name)

    def current(self) -> Context | None:
        return trace.set_span_in_context(self.spans[self.open[-1]][1].span) if self.open else None

    def do(self, call: Call) -> None:
        given = plain(call.values)
        match call.do:
            case "start":
                scope = self.helper("spans", call)(**given, context=self.current(), tracer_provider=self.tracers)
                assert call.signal is not None
                self.open.append(len(self.spans))
                self.spans.append((call.signal, scope.start()))
            case "emit":
                event = self.helper("events", call)(**given)
                event.emit(context=self.current(), logger_provider=self.loggers)
            case "record":
                instrument = self.helper("instruments", call)(meter_provider=self.meters)
                assert call.signal is not None and call.signal.group.instrument is not None
                getattr(instrument, RECORD[call.signal.group.instrument])(plain(call.amount), **given)
            case "clock":
                self.now += int(call.amount)
                os.environ["SWARMSH_NOW_NS"] = str(self.now)
            case "describe":
                pass
            case _:
                number = self.open[-1] if call.span is None else call.span
                self.on(number, call, given)

    def on(self, number: int, call: Call, given: dict[str, Any]) -> None:
        """What is done to a span."""
        signal, handle = self.spans[number]
        match call.do:
            case "set":
                self.set(signal, handle, given)
            case "add":
                handle.add(self.helper("events", call)(**given))
            case "link":
                handle.add_link(SpanContext(int(TRACE, 16), int(SPAN, 16), True, TraceFlags(1)))
            case "ok":
                handle.set_status_ok()
            case "fail":
                handle.set_status_error(*call.texts)
            case "error":
                handle.record_error(*call.texts)
            case "end":
                handle.end()
                self.open.remove(number)
            case _:
                raise AssertionError(call)

    def set(self, signal: Signal, handle: Any, given: Mapping[str, Any]) -> None:
        setters = setter_names(signal.group.attributes, self.arguments)
        methods = {str(self.arguments[name]): getattr(handle, setter, None) for name, setter in setters.items()}
        for name, value in given.items():
            method = methods[name]
            assert method is not None
            for key, part in value.items() if isinstance(value, dict) else ((None, value),):
                method(*([] if key is None else [key]), part)


def plain(value: Any) -> Any:
    """Values as a Python caller has them."""
    match value:
        case Mapping():
            return {name: SpanKind[part.upper()] if name == "kind" else plain(part) for name, part in value.items()}
        case Decimal():
            return float(value)
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return value
