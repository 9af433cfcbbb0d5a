"""What bash 4.0 to 5.3 do not share, as far as a text shows it. A rule is a row of `RULES`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.portability.shelltext import ShellText, Span

Finder = Callable[[ShellText], Iterator[int]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Something not to write. `since` is the first version for which it would be right (`x.y`), or the one that changed
    it; `message` says what to write instead; `guarded`: allowed where a version is tested before it."""

    name: str
    since: str
    message: str
    find: Finder
    guarded: bool = False


def _code(pattern: str) -> Finder:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda text: (match.start() for match in compiled.finditer(text.code))


COMMAND = r"(?:(?<=[;&|({`!])|^|\b(?:then|do|else|elif|if|while|until|exec|command|builtin)\b)[ \t]*(?:\w+=\S* +)*"
"""Where a command may begin."""


def _program(pattern: str) -> Finder:
    compiled = re.compile(rf"{COMMAND}({pattern})", re.MULTILINE)
    return lambda text: (match.start(1) for match in compiled.finditer(text.code))


def _time_format(text: ShellText) -> Iterator[int]:
    for match in re.finditer(r"\bprintf\b[^\n;|&]*", text.code):
        if re.search(r"%\([^)\n]*\)T", text.raw[match.start() : match.end()]):
            yield match.start()


def _printf_element(text: ShellText) -> Iterator[int]:
    for match in re.finditer(r"\bprintf -v ", text.code):
        if re.match(r"\"?\w+\[", text.raw[match.end() :][:80]):
            yield match.start()


def _code_points(text: ShellText) -> Iterator[int]:
    """`\\u` and `\\U` in $'...' and in the words of printf."""
    for span in text.ansi:
        if re.search(r"(?<!\\)(?:\\\\)*\\[uU][0-9a-fA-F]", text.raw[span.start : span.end]):
            yield span.start
    for match in re.finditer(r"\bprintf\b[^\n;|&]*", text.code):
        if re.search(
            r"(?<!\\)(?:\\\\)*\\[uU][0-9a-fA-F]", re.sub(r"\$'[^']*'", "", text.raw[match.start() : match.end()])
        ):
            yield match.start()


def _parts(text: ShellText, span: Span) -> tuple[int, list[int]]:
    """For `${NAME...}`: where the name with its subscript ends, and the offsets of `/` and `:` outside everything."""
    name = re.compile(r"\$\{[!#]?(?:\w+|[@*?$!#-])(?:\[[^]\n]*\])?").match(text.code, span.start)
    if name is None:
        return span.end, []
    places, at, quoted = [], name.end(), False
    while at < span.end - 1:
        if (end := text.ends(at)) is not None:
            at = end
            continue
        quoted ^= text.code[at] == '"'
        if not quoted and text.code[at] in "/:" and text.raw[at - 1] != "\\":
            places.append(at)
        at += 1
    return name.end(), places


def _replacements(text: ShellText) -> Iterator[tuple[Span, int, str]]:
    """Every `${NAME/PATTERN/REPLACEMENT}`: the whole, the offset of the replacement, its code."""
    for span in text.expansions:
        start, places = _parts(text, span)
        if text.code[start : start + 1] != "/":
            continue
        first = start + 1 + (text.code[start + 1 : start + 2] in ("/", "#", "%"))
        second = next((place for place in places if place >= first and text.code[place] == "/"), None)
        if second is not None:
            yield span, second + 1, text.code[second + 1 : span.end - 1]


def _unquoted_replacement(text: ShellText) -> Iterator[int]:
    for _, at, code in _replacements(text):
        outside = re.sub(r'"[^"]*"|\$\'[^\']*\'|\'[^\']*\'', "", code)
        if "$" in outside or "`" in outside or re.search(r"(?<!\\)&", outside):
            yield at


def _quotes_in_quotes(text: ShellText) -> Iterator[int]:
    for span, at, code in _replacements(text):
        if span.quoted and '"' in code:
            yield at


def _negative_length(text: ShellText) -> Iterator[int]:
    for span in text.expansions:
        start, places = _parts(text, span)
        colons = [place for place in places if text.code[place] == ":"]
        if not colons or colons[0] != start or text.code[start + 1 : start + 2] in tuple("-=?+"):
            continue
        if len(colons) > 1 and re.match(r"\s*-\s*[\d$]", text.code[colons[1] + 1 :]):
            yield colons[1]


def _maybe_empty(text: ShellText) -> Iterator[int]:
    """`${a[@]}` without `${a[@]+...}` around it, of an array that is made empty and appended to, but never counted."""

    def names(pattern: str) -> set[str]:
        return set(re.findall(pattern, text.code))

    filled = names(r"(?<![\w$])(\w+)=\([ \t\n]*[^ \t\n)]")
    counted = names(r"\$\{#(\w+)\[[@*]\]\}")
    suspects = names(r"(?<![\w$])(\w+)=\([ \t\n]*\)") & names(r"(?<![\w$])(\w+)\+=\(") - filled - counted
    for match in re.finditer(r"\$\{(\w+)\[[@*]\](?:\}|:)", text.code):
        if match[1] in suspects and not text.code[: match.start()].rstrip('"').endswith(f"${{{match[1]}[@]+"):
            yield match.start()


def _control_bytes(text: ShellText) -> Iterator[int]:
    """A bracket with byte 1 or 127 in the text of a regular expression."""
    used = set(re.findall(r"=~ *\$\{?(\w+)", text.code))
    for span in text.ansi:
        name = re.search(r"(\w+)\+?=$", text.code[max(0, span.start - 80) : span.start])
        inside = text.raw[span.start : span.end]
        if name and name[1] in used and re.search(r"\[[^]]*\\(?:0*1(?![0-7])|x0?1(?![0-9a-fA-F])|177|x7[fF])", inside):
            yield span.start


def _table_order(text: ShellText) -> Iterator[int]:
    tables = set(re.findall(r"\b(?:declare|local|typeset) -\w*A\w*(?: -\w+)* (\w+)", text.code))
    for match in re.finditer(r"\$\{!?(\w+)\[[@*]\]\}", text.code):
        if match[1] in tables:
            yield match.start()


_LATER_OPTIONS = (
    "lastpipe|globasciiranges|direxpand|complete_fullquote|inherit_errexit|assoc_expand_once|localvar_inherit|"
    "localvar_unset|progcomp_alias|patsub_replacement|noexpand_translation|varredir_close|array_expand_once|"
    "bash_source_fullpath|compat4[1-4]|globskipdots"
)
_DECLARE = r"\b(?:local|declare|typeset)\b(?: +-\w+)* +"

RULES = (
    Rule(name="nameref", since="4.3", message="pass a name and read ${!name}", find=_code(_DECLARE + r"-\w*n")),
    Rule(name="declare-global", since="4.2", message="assign it outside functions", find=_code(_DECLARE + r"-\w*g")),
    Rule(name="local-options", since="4.4", message="keep $- and set it again", find=_code(r"\blocal +-(?=[ \t\n;])")),
    Rule(
        name="test-variable",
        since="4.2",
        message="write [[ -n ${name+set} ]]",
        find=_code(r"(?:\[\[? |\btest |&& |\|\| |! |\( ?)-[vR] +[^=\]&|\s]"),
    ),
    Rule(name="fd-variable", since="4.1", message="choose a number", find=_code(r"(?<![\w$\"'}])\{\w+\}(?:[<>])")),
    Rule(
        name="transformation",
        since="4.4",
        message="use printf %q, or ${x^^} and ${x,,}",
        find=_code(r"\$\{!?\w+(?:\[[^]\n]*\])?@[A-Za-z]\}"),
    ),
    Rule(
        name="negative-subscript",
        since="4.3",
        message="write ${a[${#a[@]} - 1]}",
        find=_code(r"(?:\$\{#?\w+|(?:^|[ \t;])\w+)\[ *- *\d+ *\]"),
    ),
    Rule(name="negative-length", since="4.2", message="say the length: ${#x} - 1", find=_negative_length),
    Rule(
        name="array-delimiter",
        since="4.4",
        message="loop with read -d",
        find=_program(r"(?:mapfile|readarray)\b[^\n;|<]* -\w*d"),
    ),
    Rule(
        name="printf-element",
        since="4.1",
        message="print to a variable, then assign",
        find=_printf_element,
    ),
    Rule(name="read-exactly", since="4.1", message="read -r -d '' -n 1", find=_program(r"read\b[^\n;|&<]* -\w*N")),
    Rule(name="wait-options", since="4.3", message="wait for a process id", find=_program(r"wait +-[nfp]\b")),
    Rule(
        name="later-option",
        since="4.2",
        message="do not depend on it",
        find=_code(rf"\bshopt +(?:-q +)?-s\b[^\n;|&]*\b(?:{_LATER_OPTIONS})\b"),
    ),
    Rule(
        name="time-format",
        since="4.2",
        message="test the version before it, or use date",
        find=_time_format,
        guarded=True,
    ),
    Rule(
        name="clock-variable",
        since="5.0",
        message="test the version before it: older shells take it from the environment",
        find=_code(r"\$\{?(?:EPOCHREALTIME|EPOCHSECONDS|BASH_MONOSECONDS)\b"),
        guarded=True,
    ),
    Rule(
        name="random-variable",
        since="5.1",
        message="test the version before it: older shells take it from the environment",
        find=_code(r"\$\{?SRANDOM\b"),
        guarded=True,
    ),
    Rule(name="substitution-in-place", since="5.3", message="answer in REPLY", find=_code(r"\$\{[ \t\n|]")),
    Rule(name="code-point", since="4.3", message=r"write the bytes: $'\303\251'", find=_code_points),
    Rule(name="translated-string", since="5.2", message="write '...' or \"...\"", find=_code(r"(?<![\\$\w\"])\$\"")),
    Rule(
        name="maybe-empty-array",
        since="4.4",
        message='an error under set -u when empty: write ${a[@]+"${a[@]}"}',
        find=_maybe_empty,
    ),
    Rule(
        name="unquoted-replacement",
        since="5.2",
        message='& stands for the match: write x=${v//a/"${b}"}',
        find=_unquoted_replacement,
    ),
    Rule(
        name="quotes-in-quotes",
        since="4.3",
        message='the inner quotes stay in the result: assign x=${v//a/"${b}"} without quotes around it',
        find=_quotes_in_quotes,
    ),
    Rule(name="control-bytes", since="4.3", message=r"never matches: use [\002-\176]", find=_control_bytes),
    Rule(
        name="regex-in-place",
        since="3.2",
        message="quotes and backslashes differ: put it in a variable",
        find=_code(r"=~ +(?!\$\{?\w+\}? )\S"),
    ),
    Rule(name="table-order", since="5.1", message="no order is defined: keep the keys in an array", find=_table_order),
    Rule(
        name="here-string",
        since="4.4",
        message="splits words, and makes a file or a pipe: use read or expansions",
        find=_code(r"<<<"),
    ),
    Rule(name="eval", since="any", message="runs data", find=_program(r"eval\b")),
    Rule(
        name="echo",
        since="any",
        message="options and backslashes depend on the shell's: printf",
        find=_program(r"echo\b"),
    ),
    Rule(
        name="userland",
        since="any",
        message="busybox, BSD and GNU differ",
        find=_program(
            r"(?:grep +-\w*P|sed +-\w*i|find\b[^\n]* -printf|date +\+[^\n]*%N|readlink +-f|head +-c|cp +-a|"
            r"xargs +-\w*r|(?:jq|mktemp|realpath|seq|stat|which)(?= |$))"
        ),
    ),
)
