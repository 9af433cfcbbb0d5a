"""Operations on the page of a pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from swarmgen.backends.code import Code
from swarmgen.backends.commands.exits import exit_codes
from swarmgen.backends.commands.help import input_words, operation_usage
from swarmgen.backends.commands.holding import OUTPUT, exports
from swarmgen.backends.commands.layout import PROGRAM
from swarmgen.backends.commands.samples import samples
from swarmgen.backends.commands.usage import usage_words
from swarmgen.backends.commands.words import is_flag, is_repeated, option_word
from swarmgen.backends.docs import markdown
from swarmgen.backends.docs.markdown import cell, code, compose, joined
from swarmgen.backends.docs.pages import Kind
from swarmgen.backends.docs.patterns.phrases import Scene, record_link, type_phrase, value
from swarmgen.backends.docs.patterns.views import ListView, OperationView
from swarmgen.backends.docs.views import Property
from swarmgen.model.datatypes import plain
from swarmgen.model.expressions import Variable
from swarmgen.model.ir import Listing, Message, Operation, Parameter, Return


def operation_view(operation: Operation, scene: Scene) -> OperationView:
    """The view of an operation; its texts show the bash script as the program."""
    program = f"./{scene.pattern.name}.sh"
    return OperationView(
        anchor=Code(f"operation.{markdown.anchor(operation.name)}"),
        title=code(operation.name),
        brief=markdown.paragraph(operation.brief),
        usage=_fenced(operation_usage(operation), program),
        properties=tuple(_properties(operation, scene)),
        inputs=_inputs(operation, scene),
        answer=_answer(operation),
        returns=_returns(operation.returns, scene),
        lists=tuple(_list(each, scene) for each in operation.lists),
        exits=joined((Code(str(each)) for each in exit_codes(scene.pattern, operation)), ", "),
        examples=_fenced("\n".join(samples(scene.pattern, operation)), program),
    )


def _fenced(text: str, program: str) -> Code:
    """Text made of names only, to stand in a fence."""
    return Code(text.replace(PROGRAM, program))


def _properties(operation: Operation, scene: Scene) -> Iterator[Property]:
    kind = "reads only: no lock, no entry in the journal" if operation.reads else "changes the store"
    yield Property(
        label=Code("Kind"), value=Code(f"{kind}; goes on when the disk is full" if operation.frees else kind)
    )
    yield Property(label=Code("Span"), value=cell(scene.site.signal(Kind.SPANS, operation.span)))
    rules = (*usage_words(scene.pattern, operation).exactly_one, *_waiting(operation))
    if rules:
        yield Property(label=Code("Rules"), value=cell(joined(map(markdown.plain, rules), "; ")))
    if exports(operation):
        yield Property(label=code(OUTPUT[0]), value=cell(markdown.plain(OUTPUT[1])))
    yield Property(label=Code("Defined in"), value=cell(scene.source(operation.place)))


def _waiting(operation: Operation) -> Iterator[str]:
    if operation.waits:
        yield f"with {option_word(operation.waits)} it tries again until that time has passed"


def _inputs(operation: Operation, scene: Scene) -> Code:
    words = dict(input_words(operation))
    return scene.grid(
        ("Word", "Value", "Without it", "Meaning"),
        (
            (
                code(words[each.name]),
                Code("") if is_flag(each) else type_phrase(plain(each.type)),
                _absent(each),
                scene.meaning(each.brief, each.attribute),
            )
            for each in (*operation.arguments, *operation.options)
        ),
    )


def _absent(parameter: Parameter) -> Code:
    """What happens when an input is not given."""
    parts = []
    if parameter.only_with:
        parts.append(compose("only with {}", code(option_word(parameter.only_with))))
    if parameter.environment:
        parts.append(compose("what {} holds", code(parameter.environment)))
    if parameter.required:
        parts.append(Code("refused"))
    elif parameter.default is not None and not is_flag(parameter) and not is_repeated(parameter):
        parts.append(value(plain(parameter.type), parameter.default))
    return joined(parts, "; else " if parameter.environment and not parameter.only_with else "; ")


def _answer(operation: Operation) -> Code:
    if operation.returns_record:
        return compose("Answers with one record: {}.", record_link(operation.returns_record))
    if operation.returns_rows:
        columns = joined(map(code, operation.columns))
        pattern = "Answers with rows: {}; the table shows {}." if operation.columns else "Answers with rows: {}."
        return compose(pattern, record_link(operation.returns_rows), *((columns,) if operation.columns else ()))
    if operation.is_listed:
        return Code("Answers with rows of these values:")
    if operation.prints is not None:
        return compose("Answers with these values; the text is {}.", code(_template(operation.prints)))
    return Code("Answers with these values:" if operation.returns else "Answers with nothing.")


def _template(message: Message) -> str:
    """A text answer as authors write it. Its expressions are names."""
    return "".join(
        part if isinstance(part, str) else f"{{{part.name}}}" if isinstance(part, Variable) else "…"
        for part in message.parts
    )


def _returns(returns: Iterable[Return], scene: Scene) -> Code:
    return scene.grid(
        ("Answer", "Value", "Meaning"),
        ((code(each.name), type_phrase(each.type), scene.meaning(each.brief, each.attribute)) for each in returns),
    )


def _list(listing: Listing, scene: Scene) -> ListView:
    about = compose("The list {}: {} Each of its rows has:", code(listing.name), markdown.paragraph(listing.brief))
    return ListView(about=about, values=_returns(listing.returns, scene))
