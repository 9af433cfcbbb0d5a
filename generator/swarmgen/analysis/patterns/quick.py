"""Stand-in of the analysis, for well-formed patterns only; it goes when the real passes are there."""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from swarmgen.diagnostics import Place, Sink
from swarmgen.model import datatypes as d
from swarmgen.model import expressions as e
from swarmgen.model import ir
from swarmgen.model.conventions import Registry
from swarmgen.spec.fields import to_json
from swarmgen.spec.patterns import syntax as s
from swarmgen.spec.patterns.files import read_files
from swarmgen.spec.patterns.source import Written

UNITS = {"ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9, "d": 86400 * 10**9}
EXITS = {
    "usage": ir.Exit.USAGE,
    "conflict": ir.Exit.CONFLICT,
    "missing": ir.Exit.MISSING,
    "empty": ir.Exit.EMPTY,
    "limit": ir.Exit.LIMIT,
}


def duration(text: Any) -> int:
    if isinstance(text, int):
        return text * 10**9
    return sum(int(n) * UNITS[u] for n, u in re.findall(r"(\d+)(ms|s|m|h|d)", str(text)))


def read_patterns(folder: Path, registry: Registry, sink: Sink) -> tuple[ir.Pattern, ...]:
    files = read_files(folder, str(folder), sink)
    sink.raise_errors()
    return tuple(Compiler(registry, p, [files.modules[m.text] for m in p.include] + [p.own]).pattern() for p in files.patterns)


class Compiler:
    def __init__(self, registry: Registry, spec: s.PatternSpec, modules: list[s.ModuleSpec]) -> None:
        self.registry, self.spec, self.modules = registry, spec, modules
        self.definitions: Any = registry.definitions
        if not isinstance(self.definitions, dict):
            self.definitions = {a.key: a for a in self.definitions}
        self.records: dict[str, ir.Record] = {}
        self.tables: dict[str, ir.Table] = {}
        self.settings: dict[str, ir.Setting] = {}
        self.specs = {r.name.text: r for m in modules for r in m.records}
        self.procedures = {p.name.text: p for m in modules for p in m.procedures}
        self.points = {}
        for m in modules:
            for x in m.extensions:
                self.points.setdefault((x.target.text, x.point.text), []).extend(x.steps)

    # --- types
    def attribute(self, key: str) -> tuple[d.Plain, str]:
        a = self.definitions[key]
        notes = (a.annotations or {}).get("swarmsh", {}) if hasattr(a, "annotations") else {}
        kind = notes.get("type")
        span = notes.get("range", {})
        brief = a.brief
        members = getattr(a.type, "members", None)
        if members:
            return d.Enum(key, tuple(str(m.value) for m in members)), brief
        name = str(getattr(a.type, "value", a.type))
        if name == "boolean":
            return d.Bool(), brief
        if kind == "time":
            return d.Time(), brief
        if kind == "duration":
            return d.Duration(), brief
        if kind == "decimal":
            return d.Decimal(notes["scale"], span.get("min", 0), span.get("max", d.COUNT_MAX)), brief
        if kind == "set":
            return d.Set(notes.get("max_items", 16)), brief
        if kind == "text":
            return d.Text(notes.get("max_bytes", 65536)), brief
        if name == "int":
            return d.Int(span.get("min", 0), span.get("max", d.COUNT_MAX)), brief
        return d.Identifier(), brief

    def plain(self, t: s.TypeSpec) -> tuple[d.Plain, str, str | None]:
        if t.attribute:
            return (*self.attribute(t.attribute.text), t.attribute.text)
        if t.reference:
            return d.Reference(t.reference.text), "", None
        if t.is_flag:
            return d.Bool(), "", None
        if t.form:
            value = to_json(t.form[1])
            match t.form[0].text:
                case "int":
                    return d.Int(int(value[0]), int(value[1])), "", None
                case "decimal":
                    return d.Decimal(int(value if isinstance(value, int) else value[0])), "", None
        word = t.word.text if t.word else ""
        simple = {"bool": d.Bool(), "time": d.Time(), "duration": d.Duration(), "int": d.Int(), "identifier": d.Identifier(), "text": d.Text(), "set": d.Set()}
        return simple.get(word, d.Reference(word)), "", None

    def typed(self, v: s.ValueSpec) -> tuple[d.Type, str, str | None]:
        plain, brief, attribute = self.plain(v.type)
        return (d.Optional(plain) if v.is_optional else plain), v.brief or brief, attribute

    def constant(self, value: Any, t: d.Type) -> Any:
        if value is None:
            return None
        match d.plain(t):
            case d.Duration():
                return duration(value)
            case d.Set():
                return tuple(value)
            case d.Decimal(scale=scale):
                return round(float(value) * 10**scale)
            case d.Enum() | d.Identifier():
                return str(value)
        return value

    # --- records
    def record(self, spec: s.RecordSpec) -> None:
        name, place = spec.name.text, spec.name.place
        fields = []
        for v in spec.fields:
            t, brief, attribute = self.typed(v)
            initial = self.constant(to_json(v.default), t) if v.default is not None else None
            if initial is None and isinstance(t, d.Set):
                initial = ()
            fields.append(ir.Field(name=v.name.text, type=t, brief=brief, attribute=attribute, initial=initial, place=v.name.place))
        life = None
        if spec.lifecycle:
            c = spec.lifecycle
            life = ir.Lifecycle(
                field=c.state_field.text,
                initial=tuple(x.text for x in c.initial),
                final=tuple(x.text for x in c.final),
                transitions=tuple((a.text, tuple(b.text for b in bs)) for a, bs in c.transitions),
            )
        self.records[name] = ir.Record(name=name, brief=spec.brief, prefix=spec.prefix.text if spec.prefix else None, fields=tuple(fields), lifecycle=life, place=place)

    def link(self, record: str, name: str, t: d.Type, initial: Any = None) -> None:
        r = self.records[record]
        f = ir.Field(name=name, type=t, brief="Bookkeeping.", link=True, initial=initial, place=r.place)
        self.records[record] = replace(r, fields=(*r.fields, f))

    def links(self, spec: s.RecordSpec) -> None:
        name = spec.name.text
        ref = d.Optional(d.Reference(name))
        field = {f.name: f for f in self.records[name].fields}
        for q in spec.queues:
            qn, made = q.name.text, f"{name}_{q.name.text}"
            scope = Scope(self, {}, {}, {}, {"self": (name, False)})
            when = scope.expression(_self(q.when, field))
            own = [replace(field[c.text], place=q.name.place) for c in q.class_fields]
            extra = [("length", d.Int(), 0)]
            priority = field[q.priority.text].type
            assert isinstance(priority, d.Enum)
            for m in priority.members:
                extra += [(f"{m}_head", ref, None), (f"{m}_tail", ref, None), (f"{m}_sequence", d.Optional(d.Int()), None)]
            own += [ir.Field(name=n, type=t, brief="Bookkeeping.", link=True, initial=i, place=q.name.place) for n, t, i in extra]
            self.records[made] = ir.Record(name=made, brief=f"A class of the queue {qn}.", prefix=None, fields=tuple(own), made=True, place=q.name.place)
            for suffix, t in (("class", d.Optional(d.Reference(made))), ("previous", ref), ("next", ref)):
                self.link(name, f"{qn}_{suffix}", t)
            queue = ir.Queue(name=qn, record=name, when=when, class_fields=tuple(c.text for c in q.class_fields), priority_field=q.priority.text, sequence_field=q.sequence.text, class_record=made, place=q.name.place)
            self.records[name] = replace(self.records[name], queues=(*self.records[name].queues, queue))
        for li in spec.lists:
            ln = li.name.text
            owner_type = d.plain(field[li.by.text].type)
            assert isinstance(owner_type, d.Reference)
            owner = owner_type.record
            for suffix in ("previous", "next"):
                self.link(name, f"{ln}_{suffix}", ref)
            for suffix in ("head", "tail"):
                self.link(owner, f"{ln}_{suffix}", ref)
            count = li.count.text if li.count else f"{ln}_count"
            if not li.count:
                self.link(owner, count, d.Int(), 0)
            item = ir.List(name=ln, record=name, by=li.by.text, owner=owner, count_field=count, limit=to_json(li.limit) if li.limit is not None else None, place=li.name.place)  # type: ignore[arg-type]
            self.records[name] = replace(self.records[name], lists=(*self.records[name].lists, item))
        for du in spec.dues:
            dn = du.name.text
            bucket, wheel = f"{name}_{dn}_bucket", f"{name}_{dn}_wheel"
            f = lambda n, t, i: ir.Field(name=n, type=t, brief="Bookkeeping.", link=True, initial=i, place=du.name.place)  # noqa: E731
            self.records[bucket] = ir.Record(name=bucket, brief="A bucket of the wheel.", prefix=None, fields=(f("head", ref, None), f("tail", ref, None)), made=True, place=du.name.place)
            levels = tuple(f(f"level_{n}", d.Int(0, 2**32 - 1), 0) for n in range(9))
            self.records[wheel] = ir.Record(name=wheel, brief="The wheel.", prefix=None, fields=(f("cursor", d.Int(0, 2**43), 0), *levels), made=True, place=du.name.place)
            for suffix, t in (("bucket", d.Optional(d.Reference(bucket))), ("previous", ref), ("next", ref)):
                self.link(name, f"{dn}_{suffix}", t)
            due = ir.Due(name=dn, record=name, at=du.at.text, call=du.call.text, bucket_record=bucket, wheel_record=wheel, place=du.name.place)
            self.records[name] = replace(self.records[name], dues=(*self.records[name].dues, due))

    def size(self, r: ir.Record) -> int:
        total = len('{"number":') + 22 + 4 + (0)
        for f in r.fields:
            match d.plain(f.type):
                case d.Identifier():
                    w = 66
                case d.Enum(members=ms):
                    w = max(map(len, ms)) + 2
                case d.Set(max_items=n):
                    w = n * 67 + 2
                case d.Text():
                    w = 386
                case d.Bool():
                    w = 5
                case _:
                    w = 20
            total += len(f.name) + 6 + w
        return next(n for n in (64, 128, 256, 512, 1024, 2048, 4096) if n >= total)

    def relinks(self, record: str, names: set[str]) -> tuple[str, ...]:
        r = self.records[record]
        found = []
        for q in r.queues:
            if names & {*_fields(q.when), *q.class_fields, q.priority_field}:
                found.append(q.name)
        found += [li.name for li in r.lists if li.by in names]
        found += [du.name for du in r.dues if du.at in names]
        return tuple(found)

    # --- everything
    def pattern(self) -> ir.Pattern:
        for m in self.modules:
            for st in m.settings:
                t = self.plain(st.type)[0]
                c = lambda n, t=t: self.constant(to_json(n), t) if n is not None else None  # noqa: E731
                self.settings[st.name.text] = ir.Setting(name=st.name.text, type=t, environment=st.environment.text, default=c(st.default), low=c(st.low), high=c(st.high), brief=st.brief, place=st.name.place)
            for tb in m.tables:
                columns = tuple(ir.Column(name=v.name.text, type=d.plain(self.typed(v)[0])) for v in tb.columns)
                rows = []
                for _, node in tb.rows:
                    value = to_json(node)
                    values = [value] if tb.is_single else [value[c.name] for c in columns]  # type: ignore[index,call-overload]
                    rows.append(tuple(self.constant(v, c.type) for v, c in zip(values, columns, strict=True)))
                keys = self.attribute(tb.key.text)[0].members if tb.key else ()  # type: ignore[union-attr]
                if tb.key:
                    by = {k.text: row for (k, _), row in zip(tb.rows, rows, strict=True) if k}
                    rows = [by[k] for k in keys]
                times = to_json(tb.times) if tb.times is not None else None
                most = self.constant(to_json(tb.most), columns[0].type) if tb.most is not None else None
                self.tables[tb.name.text] = ir.Table(name=tb.name.text, brief=tb.brief, key=tb.key.text if tb.key else None, keys=keys, columns=columns, rows=tuple(rows), times=times, most=most, place=tb.name.place)  # type: ignore[arg-type]
        for r in self.specs.values():
            self.record(r)
        for r in self.specs.values():
            self.links(r)
        declared = [n for n in self.records if not self.records[n].made]
        made = [n for n in self.records if self.records[n].made]
        self.records = {n: replace(self.records[n], slot=self.size(self.records[n])) for n in declared + made}
        procedures = tuple(self.procedure(p) for p in self.procedures.values())
        operations = tuple(self.operation(o) for m in self.modules for o in m.operations)
        layout = hashlib.sha256(repr([(r.name, r.slot, [(f.name, f.type) for f in r.fields]) for r in self.records.values()]).encode()).hexdigest()[:16]
        return ir.Pattern(
            name=self.spec.name.text,
            brief=self.spec.brief,
            modules=tuple(m.text for m in self.spec.include),
            records=tuple(self.records.values()),
            settings=tuple(self.settings.values()),
            tables=tuple(self.tables.values()),
            procedures=procedures,
            operations=operations,
            sources=tuple(sorted(m.path for m in self.modules)),
            layout=layout,
            place=self.spec.name.place,
        )

    def procedure(self, p: s.ProcedureSpec) -> ir.Procedure:
        records, values = [], []
        for v in p.parameters:
            t, _, _ = self.typed(v)
            if isinstance(d.plain(t), d.Reference) and v.type.word is not None:
                records.append((v.name.text, d.plain(t).record))  # type: ignore[union-attr]
            else:
                values.append((v.name.text, t))
        scope = Scope(self, {}, {}, dict(values), {n: (k, False) for n, k in records})
        return ir.Procedure(name=p.name.text, brief=p.brief, records=tuple(records), values=tuple(values), steps=scope.steps(p.steps, p.name.text), place=p.name.place)

    def parameter(self, v: s.ValueSpec) -> ir.Parameter:
        t, brief, attribute = self.typed(v)
        flag = v.type.is_flag
        default = False if flag else self.constant(to_json(v.default), t) if v.default is not None else None
        required = not v.is_optional and default is None
        return ir.Parameter(name=v.name.text, type=t, brief=brief, attribute=attribute, default=default, required=required, environment=v.environment, only_with=v.only_with.text if v.only_with else None, place=v.name.place)

    def operation(self, o: s.OperationSpec) -> ir.Operation:
        arguments = tuple(self.parameter(v) for v in o.arguments)
        options = tuple(self.parameter(v) for v in o.options)
        returns = []
        for v in o.returns:
            t, brief, attribute = self.typed(v)
            returns.append(ir.Return(name=v.name.text, type=t, brief=brief, attribute=attribute))
        scope = Scope(self, {p.name: p.type for p in arguments}, {p.name: p.type for p in options}, {}, {})
        prints = None
        if o.prints:
            names = {r.name: r.type for r in returns}
            names |= {p.name: p.type for p in (*arguments, *options) if p.name not in names}
            prints = Scope(self, {}, {}, names, {}).message(o.prints)
        return ir.Operation(
            name=o.name.text, brief=o.brief, span=o.span.text if o.span else "", reads=o.reads, arguments=arguments, options=options,
            exactly_one=tuple(tuple(n.text for n in g) for g in o.exactly_one), waits=o.waits.text if o.waits else None, returns=tuple(returns),
            returns_record=o.record.text if o.record else None, returns_rows=o.rows.text if o.rows else None, columns=tuple(c.text for c in o.columns),
            prints=prints, attributes=self.span(o, arguments, options, tuple(returns), scope), steps=scope.steps(o.steps, o.name.text), place=o.name.place,
        )  # fmt: skip

    def span(self, o: s.OperationSpec, arguments: Any, options: Any, returns: Any, scope: Scope) -> tuple[ir.SpanAttribute, ...]:
        group = next(g for g in self.registry.groups if g.id == f"span.{o.span}" or g.id == str(o.span) or getattr(g, "name", None) == str(o.span))
        given = {k.text: w for k, w in o.attributes}
        found = []
        shared = ("outcome", "exit_code", "pattern", "language", "sequence", "store_lock_wait", "due_count", "idempotency.key", "idempotency.repeated", "correlation.id", "batch.line")
        for a in group.attributes:
            key = getattr(a, "key", None) or a.name
            if key == "error.type" or key in {f"swarmsh.coordination.{n}" for n in shared}:
                continue
            notes = (a.annotations or {}).get("swarmsh", {})
            t = self.attribute(key)[0] if key.startswith("swarmsh.") else d.Identifier()
            if "value" in notes:
                found.append(ir.SpanAttribute(key=key, type=t, constant=str(notes["value"])))
                continue
            if key in given:
                found.append(ir.SpanAttribute(key=key, type=t, expression=scope.expression(given[key], t)))
                continue
            source = next((("arguments", p.name) for p in arguments if p.attribute == key), None) or next((("options", p.name) for p in options if p.attribute == key), None)
            returned = next((r.name for r in returns if r.attribute == key), None)
            if (source or returned) and not isinstance(t, d.Text):
                found.append(ir.SpanAttribute(key=key, type=t, input=source, returned=returned))
        return tuple(found)


def _self(w: Written, fields: dict[str, Any]) -> Written:
    return replace(w, text=re.sub(r"\b(" + "|".join(fields) + r")\b", r"self.\1", w.text, count=1))


def _fields(x: Any) -> set[str]:
    if isinstance(x, e.Field):
        return {x.field}
    if isinstance(x, tuple):
        return {name for y in x for name in _fields(y)}
    return {name for n in getattr(x, "__slots__", ()) if n != "type" for name in _fields(getattr(x, n))}


class Scope:
    def __init__(self, c: Compiler, arguments: Any, options: Any, variables: Any, bindings: Any) -> None:
        self.c, self.arguments, self.options, self.variables, self.bindings = c, arguments, options, variables, bindings

    def expression(self, w: Written, expected: Any = None) -> Any:
        return self.node(ast.parse(" ".join(w.text.split()), mode="eval").body, expected)

    def enum(self, n: ast.expr, t: Any) -> Any:
        if isinstance(n, ast.Name) and t is not None and isinstance(d.plain(t), d.Enum) and n.id not in self.variables and n.id in d.plain(t).members:
            return e.Literal(n.id, d.plain(t))
        return None

    def node(self, n: ast.expr, expected: Any = None) -> Any:  # noqa: C901
        B = d.Bool()
        match n:
            case ast.Constant(value=v):
                t = B if isinstance(v, bool) else d.Int(v, v) if isinstance(v, int) else expected if v is None else d.Identifier()
                if v is None:
                    t = expected if isinstance(expected, d.Optional) else d.Optional(expected or d.Int())
                elif isinstance(v, int) and not isinstance(v, bool) and expected is not None and isinstance(d.plain(expected), d.Duration | d.Time):
                    t = d.plain(expected)
                return e.Literal(v, t)
            case ast.List(elts=items):
                return e.Literal(tuple(sorted(i.value for i in items)), d.Set())  # type: ignore[attr-defined]
            case ast.Name(id=name):
                if (m := self.enum(n, expected)) is not None:
                    return m
                if name == "now":
                    return e.Clock(d.Time())
                if name == "sequence":
                    return e.Sequence(d.Int())
                if name in self.variables:
                    return e.Variable(name, self.variables[name])
                kind, optional = self.bindings[name]
                t = d.Reference(kind)
                return e.Bound(name, kind, d.Optional(t) if optional else t)
            case ast.Attribute(value=ast.Name(id="arguments"), attr=a):
                return e.Input(e.Source.ARGUMENT, a, self.arguments[a])
            case ast.Attribute(value=ast.Name(id="options"), attr=a):
                return e.Input(e.Source.OPTION, a, self.options[a])
            case ast.Attribute(value=ast.Name(id="setting"), attr=a):
                return e.Input(e.Source.SETTING, a, self.c.settings[a].type)
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id="table"), attr=t), slice=i):
                table = self.c.tables[t]
                return e.Lookup(t, "value", self.node(i, d.Enum(table.key, table.keys) if table.key else None), table.columns[0].type)
            case ast.Attribute(value=ast.Subscript(value=ast.Attribute(value=ast.Name(id="table"), attr=t), slice=i), attr=column):
                table = self.c.tables[t]
                return e.Lookup(t, column, self.node(i, d.Enum(table.key, table.keys) if table.key else None), next(c.type for c in table.columns if c.name == column))
            case ast.Attribute(value=ast.Name(id=b), attr=a):
                kind = self.bindings[b][0]
                return e.Field(b, kind, a, next(f.type for f in self.c.records[kind].fields if f.name == a))
            case ast.UnaryOp(op=ast.Not(), operand=x):
                return e.Not(self.node(x), B)
            case ast.UnaryOp(op=ast.USub(), operand=x):
                return e.Negate(self.node(x), d.Int(d.INT64_MIN, d.INT64_MAX))
            case ast.BoolOp(op=op, values=vs):
                return (e.All if isinstance(op, ast.And) else e.Any)(tuple(self.node(v) for v in vs), B)
            case ast.IfExp(test=c, body=a, orelse=b):
                left = self.node(a, expected)
                right = self.node(b, expected)
                t = left.type if not (isinstance(left, e.Literal) and left.value is None) else right.type
                if d.is_optional(left.type) or d.is_optional(right.type):
                    t = d.Optional(d.plain(t))
                return e.Choose(self.node(c), left, right, t)
            case ast.BinOp(left=a, op=op, right=b):
                sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//", ast.Mod: "%"}[type(op)]
                left, right = self.node(a), self.node(b)
                t = left.type if isinstance(d.plain(left.type), d.Time) else right.type if not isinstance(d.plain(right.type), d.Int) else left.type
                if isinstance(d.plain(t), d.Int):
                    t = d.Int(-(2**62), 2**62)
                return e.Binary(e.Arithmetic(sign), left, right, d.plain(t))
            case ast.Compare(left=a, ops=[op], comparators=[b]):
                return self.compare(a, op, b)
            case ast.Call(func=ast.Name(id=f), args=args):
                return self.call(f, args, expected)
        raise AssertionError(ast.dump(n))

    def compare(self, a: ast.expr, op: ast.cmpop, b: ast.expr) -> Any:
        B = d.Bool()
        if isinstance(b, ast.Constant) and b.value is None:
            return e.IsAbsent(self.node(a), isinstance(op, ast.NotEq | ast.IsNot), B)
        if isinstance(op, ast.In | ast.NotIn):
            left = self.node(a)
            if isinstance(b, ast.Tuple):
                return e.OneOf(left, tuple(i.id for i in b.elts), isinstance(op, ast.NotIn), B)  # type: ignore[attr-defined]
            return e.Member(left, self.node(b), isinstance(op, ast.NotIn), B)
        try:
            left = self.node(a)
            right = self.node(b, left.type)
        except KeyError:
            right = self.node(b)
            left = self.node(a, right.type)
        if isinstance(d.plain(left.type), d.Set) and isinstance(op, ast.LtE):
            return e.Subset(left, right, B)
        sign = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}[type(op)]
        return e.Compare(e.Comparison(sign), left, right, B)

    def call(self, f: str, args: list[ast.expr], expected: Any) -> Any:
        if f == "duration":
            return e.Literal(duration(args[0].value), d.Duration())  # type: ignore[attr-defined]
        if f == "decimal":
            return e.Literal(round(float(args[0].value) * 10), d.Decimal(1))  # type: ignore[attr-defined]
        if f == "default":
            left = self.node(args[0], expected)
            right = self.node(args[1], left.type)
            return e.Default(left, right, right.type if not isinstance(right, e.Literal) else d.plain(left.type))
        if f in ("min", "max"):
            left, right = self.node(args[0]), self.node(args[1])
            return e.Extreme(f == "max", left, right, d.plain(left.type))
        if f == "len":
            return e.Size(self.node(args[0]), d.Int(0, 32))
        if f == "glob":
            return e.Glob(self.node(args[0]), args[1].value, d.Bool())  # type: ignore[attr-defined]
        raise AssertionError(f)

    def message(self, w: Written) -> ir.Message:
        parts: list[Any] = []
        for i, piece in enumerate(re.split(r"\{([^{}]+)\}", w.text)):
            if i % 2:
                parts.append(self.node(ast.parse(piece, mode="eval").body))
            elif piece:
                parts.append(piece)
        return ir.Message(tuple(parts))

    def refusal(self, r: s.RefusalSpec) -> ir.Refusal:
        return ir.Refusal(exit=EXITS[r.kind.text], message=self.message(r.message), recorded=r.is_recorded)

    def steps(self, steps: Any, owner: str) -> tuple[ir.Step, ...]:
        return tuple(x for st in steps for x in self.step(st, owner))

    def field(self, kind: str, name: str) -> ir.Field:
        return next(f for f in self.c.records[kind].fields if f.name == name)

    def assign(self, kind: str, name: str, w: Written) -> ir.Assignment:
        f = self.field(kind, name)
        value = self.expression(w, f.type)
        t, v = d.plain(f.type), d.plain(value.type)
        checked = isinstance(t, d.Int) and isinstance(v, d.Int) and (v.low < t.low or v.high > t.high)
        return ir.Assignment(field=f, value=value, checked=checked)

    def step(self, st: Any, owner: str) -> list[Any]:  # noqa: C901
        match st:
            case s.PointSpec():
                return list(self.steps(self.c.points.get((owner, st.name.text), ()), owner))
            case s.LetSpec():
                v = self.expression(st.value, self.variables.get(st.name.text))
                rebinds = st.name.text in self.variables
                t = self.variables.get(st.name.text, d.Int() if isinstance(v.type, d.Int) else v.type)
                self.variables[st.name.text] = t
                return [ir.Let(name=st.name.text, value=v, type=t, rebinds=rebinds, checked=isinstance(t, d.Int) and isinstance(v, e.Binary), place=st.place)]
            case s.RequireSpec():
                return [ir.Require(condition=self.expression(st.condition), otherwise=self.refusal(st.otherwise), place=st.place)]
            case s.FailSpec():
                return [ir.Fail(refusal=self.refusal(st.refusal), place=st.place)]
            case s.WhenSpec():
                return [ir.When(condition=self.expression(st.condition), then=self.steps(st.then, owner), otherwise=self.steps(st.otherwise, owner), place=st.place)]
            case s.EachSpec():
                tree = ast.parse(st.source.text, mode="eval").body
                if isinstance(tree, ast.Attribute) and isinstance(tree.value, ast.Name) and tree.value.id in self.bindings:
                    li = self.list(self.bindings[tree.value.id][0], tree.attr)
                    if li:
                        self.bindings[st.name.text] = (li.record, False)
                        return [ir.EachMember(binding=st.name.text, list=li, owner=tree.value.id, steps=self.steps(st.steps, owner), place=st.place)]
                values = self.expression(st.source)
                self.variables[st.name.text] = d.Identifier()
                return [ir.EachName(name=st.name.text, values=values, steps=self.steps(st.steps, owner), place=st.place)]
            case s.CallSpec():
                p = self.c.procedures[st.procedure.text]
                given = {k.text: w for k, w in st.given}
                records, values = [], []
                for v in p.parameters:
                    t, _, _ = self.c.typed(v)
                    if isinstance(d.plain(t), d.Reference) and v.type.word is not None:
                        records.append((v.name.text, given[v.name.text].text.strip()))
                    else:
                        values.append((v.name.text, self.expression(given[v.name.text], t)))
                return [ir.Call(procedure=p.name.text, records=tuple(records), values=tuple(values), place=st.place)]
            case s.GetSpec():
                tree = ast.parse(st.key.text.strip(), mode="eval").body
                if isinstance(tree, ast.Subscript):
                    kind, key = tree.value.id, self.node(tree.slice)  # type: ignore[attr-defined]
                else:
                    key = self.node(tree)
                    kind = d.plain(key.type).record  # type: ignore[union-attr]
                self.bindings[st.binding.text] = (kind, st.is_find)
                return [ir.Get(binding=st.binding.text, record=kind, key=key, optional=st.is_find, otherwise=self.refusal(st.otherwise) if st.otherwise else None, place=st.place)]
            case s.CreateSpec():
                kind = st.record.text
                given = {k.text: w for k, w in st.values}
                out = []
                for f in self.c.records[kind].fields:
                    if f.link or f.name == "id":
                        continue
                    if f.name in given:
                        out.append(self.assign(kind, f.name, given[f.name]))
                    else:
                        out.append(ir.Assignment(field=f, value=e.Literal(f.initial, f.type), checked=False))
                self.bindings[st.binding.text] = (kind, False)
                r = self.c.records[kind]
                enters = (*(q.name for q in r.queues), *(li.name for li in r.lists), *(du.name for du in r.dues))
                return [ir.Create(binding=st.binding.text, record=kind, id=self.expression(st.id) if st.id else None, assignments=tuple(out), enters=enters, place=st.place)]
            case s.SetSpec():
                kind = self.bindings[st.binding.text][0]
                r = self.c.records[kind]
                given = [(k.text, w) for k, w in st.values]
                out = [self.assign(kind, k, w) for k, w in given]
                names = {k for k, _ in given}
                sources: tuple[str, ...] = ()
                if st.state:
                    assert r.lifecycle
                    f = self.field(kind, r.lifecycle.field)
                    out.insert(0, ir.Assignment(field=f, value=e.Literal(st.state.text, f.type), checked=False))
                    names.add(f.name)
                    sources = tuple(a for a, bs in r.lifecycle.transitions if st.state.text in bs)
                strict = any(names & set(q.class_fields) for q in r.queues)
                return [ir.Set(binding=st.binding.text, record=kind, assignments=tuple(out), state=st.state.text if st.state else None, sources=sources, relinks=self.c.relinks(kind, names), strict=strict, place=st.place)]
            case s.TakeSpec():
                kind, qn = st.queue.text.strip().split(".")
                q = next(q for q in self.c.records[kind].queues if q.name == qn)
                self.bindings[st.binding.text] = (kind, False)
                where = self.expression(st.where) if st.where else e.Literal(True, d.Bool())
                return [ir.Take(binding=st.binding.text, queue=q, where=where, otherwise=self.refusal(st.otherwise), place=st.place)]
            case s.RowsSpec():
                return [self.rows(st)]
            case s.ReplySpec():
                given = {k.text: w for k, w in st.values}
                if "record" in given:
                    return [ir.Reply(values=(), record=given["record"].text.strip(), place=st.place)]
                return [ir.Reply(values=tuple((k, self.expression(w)) for k, w in given.items()), record=None, place=st.place)]
        raise AssertionError(st)

    def list(self, owner: str, name: str) -> ir.List | None:
        return next((li for r in self.c.records.values() for li in r.lists if li.owner == owner and li.name == name), None)

    def rows(self, st: s.RowsSpec) -> ir.Rows:
        text = st.source.text.strip()
        head, _, tail = text.partition(".")
        every, queue, li, owner, to, kind = False, None, None, None, None, head
        if st.follow:
            li = self.list(self.bindings[head][0], st.follow.list.text.strip().split(".")[1])
            kind, owner, to = self.bindings[head][0], head, st.follow.to.text.strip().split(".")[1]
        elif head in self.bindings:
            li = self.list(self.bindings[head][0], tail)
            assert li
            kind, owner = li.record, head
        elif tail:
            queue = next(q for q in self.c.records[head].queues if q.name == tail)
        else:
            every = True
        self.bindings[st.binding.text] = (kind, False)
        return ir.Rows(binding=st.binding.text, record=kind, every=every, queue=queue, list=li, owner=owner, to=to, start=self.expression(st.start) if st.start else None, where=self.expression(st.where) if st.where else None, limit=self.expression(st.limit), place=st.place)


__all__ = ["Place", "read_patterns"]
