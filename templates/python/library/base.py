"""What runs the operations of a typed coordinator."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from enum import Enum
from keyword import kwlist
from typing import TYPE_CHECKING, Any

from .._hot import calls, clock, run_span, stops
from .._hot.contracts import Field, Operation, Parameter, PatternModule
from .._hot.store import Store
from . import tracing, values
from .errors import CoordinationError, InternalError, InvalidValue, error_of
from .rows import Node, Rows

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

Enums = Mapping[str, type[Enum]]
"""The class of each value that is an enumeration, by its name."""


class Base:
    """A store and the operations of its pattern. It may be used from several threads; it holds no open files."""

    _PATTERN: PatternModule

    def __init__(
        self, path: str | os.PathLike[str] | None = None, *, tracer_provider: TracerProvider | None = None
    ) -> None:
        given = path if path is not None else os.environ.get("SWARMSH_DATA_DIR") or "./data"
        self.path = os.fspath(given)
        self._tracer_provider = tracer_provider
        self._store = Store(self.path, self._PATTERN)

    def __repr__(self) -> str:
        return f"{type(self).__module__}.{type(self).__qualname__}({self.path!r})"

    def _lease(self) -> int:
        """Nanoseconds that a lease lasts in this store, which has been opened."""
        return self._store.form.settings["stale_threshold"]

    def _traced(self, name: str) -> tracing.Traced | None:
        """A span of the caller's tracer, which begins now; None without a tracer."""
        pattern = self._PATTERN
        scope = f"swarmsh.{pattern.NAME}", pattern.VERSION, pattern.SCHEMA_URL
        tracer = tracing.tracer_of(self._tracer_provider, *scope)
        return tracing.Traced(tracer, name) if tracer is not None else None

    def _told(self, operation: Operation, inputs: Mapping[str, object], key: str | None = None) -> calls.Told:
        """Runs an operation with inputs by attribute; None stands for one that is not given."""
        given = _given(operation, inputs)
        checked = None if key is None else values.taken(key, _KEY, "key", 0)
        above = tracing.ABOVE.get()
        ids = None if above is None else above.ids(given)
        traced = self._traced(operation.SPAN)
        below = run_span.Below(ids) if traced is None and ids is not None else traced
        exit = 1
        try:
            told = calls.run(self._store, operation, given, checked, traced=below)
            exit = 0
        except stops.Stop as stop:
            exit = stop.exit
            raise error_of(stop, f"{_PACKAGE} {self._PATTERN.NAME}") from None
        except CoordinationError:
            raise
        except Exception as error:
            raise InternalError(f"{type(error).__name__}: {error}") from error
        finally:
            if traced is not None:
                traced.end(exit)
        return told

    def _values(self, operation: Operation, told: calls.Told, enums: Enums) -> dict[str, Any]:
        """The values of an answer by name, lists left out."""
        return _named(operation.FIELDS, told.reply[: len(operation.FIELDS)], enums)

    def _list(self, operation: Operation, told: calls.Told, name: str, enums: Enums, row: type[Any]) -> tuple[Any, ...]:
        """The rows of a list in an answer."""
        lists = operation.LISTS  # type: ignore[attr-defined]  # only operations with lists have it
        place = [each for each, _ in lists].index(name)
        rows = told.reply[len(operation.FIELDS) + place]
        return tuple(row(**_named(lists[place][1], each, enums)) for each in rows)

    def _rows(self, operation: Operation, told: calls.Told, enums: Enums, record: type[Any]) -> Rows[Any]:
        """The records of an answer."""
        rows, following = told.reply
        return Rows([record(**_named(operation.FIELDS, row, enums)) for row in rows], following, told.sequence)

    def _tree(self, operation: Operation, told: calls.Told, enums: Enums, record: type[Any]) -> Rows[Any]:
        """The records of an answer that is a tree."""
        rows, following = told.reply
        named = [_named(operation.FIELDS, row, enums) for row in rows]
        return Rows([_node(record, each) for each in named], following, told.sequence)


_PACKAGE = __name__.partition(".")[0]
_KEYWORDS = frozenset(kwlist)
_KEY: Parameter = ("key", "key", "identifier", None, None, False, None, None)


def _node(record: type[Any], named: dict[str, Any]) -> Node[Any]:
    depth = named.pop("depth")
    return Node(record(**named), depth)


def _named(fields: Sequence[Field], row: Any, enums: Enums) -> dict[str, Any]:
    pairs = zip(fields, row, strict=True)
    return {_attribute(field[0]): values.given(value, field, enums.get(field[0])) for field, value in pairs}


def _attribute(name: str) -> str:
    return f"{name}_" if name in _KEYWORDS else name


def _given(operation: Operation, inputs: Mapping[str, object]) -> Any:
    """The inputs of an operation, checked.

    Raises:
        InvalidValue: one has a wrong value, is missing, or does not go with the others.
    """
    given = operation.Given()
    present: set[str] = set()
    now = clock.now()
    parameters = (*operation.ARGUMENTS, *operation.OPTIONS)
    for parameter in parameters:
        name, _, kind, _, default, _, environment, _ = parameter
        value = inputs[name]
        if value is None and environment:
            value = os.environ.get(environment) or None
        if value is None or (kind == "bool" and value is False):
            setattr(given, name, default)
        else:
            setattr(given, name, values.taken(value, parameter, name, now))
            present.add(name)
    _complete(operation, parameters, present)
    return given


def _complete(operation: Operation, parameters: tuple[Parameter, ...], present: set[str]) -> None:
    for name, _, _, _, _, is_required, environment, _ in parameters:
        if is_required and name not in present:
            raise InvalidValue(f"{name} is missing{f'; {environment} can hold it' if environment else ''}")
    for group in operation.EXACTLY_ONE:
        if len(present.intersection(group)) != 1:
            raise InvalidValue(f"give exactly one of {', '.join(group[:-1])} and {group[-1]}")
    for name, _, _, _, _, _, _, other in parameters:
        if other is not None and name in present and other not in present:
            raise InvalidValue(f"{name} needs {other}")
