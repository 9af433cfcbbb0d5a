"""For every rule of the lint: what it must flag, and what it must leave alone."""

from __future__ import annotations

from typing import NamedTuple


class Snippets(NamedTuple):
    """Scripts of one line or more."""

    bad: tuple[str, ...]
    good: tuple[str, ...]


SNIPPETS = {
    "nameref": Snippets(
        bad=("local -n there=$1", "declare -rn a=b", "typeset -r -n a=b"),
        good=("local -i n=1", "printf 'local -n x'", "# local -n x", "declare -a names=()", 'local REPLY="declare -n"'),
    ),
    "declare-global": Snippets(bad=("declare -g x=1", "declare -Ag x"), good=("declare x=g", "declare -r g=1")),
    "local-options": Snippets(bad=("f() { local -; set -f; }",), good=("local a=-", "local -a b=()")),
    "test-variable": Snippets(
        bad=("[[ -v x ]]", "[[ ${a} && -v x ]]", "[[ ! -v x ]]", "[ -v x ]", "test -v x", "[[ -R x ]]"),
        good=("[[ -n ${x+set} ]]", "[[ ${x} == -v ]]", "command -v flock", "[[ '-v x' ]]", "unset -v x && true"),
    ),
    "fd-variable": Snippets(
        bad=("exec {fd}>file", "exec {lock}<>file", "printf x {out}>&1"),
        good=(
            "exec 9<>file",
            "printf '{fd}>'",
            "f() { true; } >file",
            "printf '%s' \"{a}\">file",
            "printf %s ${x}>file",
        ),
    ),
    "transformation": Snippets(
        bad=("printf %s ${x@Q}", 'y="${x@U}"', "${a[1]@A}"),
        good=("${x^^}", "${!prefix@}", "${a[@]}", "printf '${x@Q}'", "${x#*@Q}", "\\${x@Q}"),
    ),
    "negative-subscript": Snippets(
        bad=("${a[-1]}", "a[-1]=x", 'x="${#a[ -2 ]}"'),
        good=("${a[${#a[@]} - 1]}", "${a[i - 1]}", "a[i-1]=x", "${t[x-1]}", "'${a[-1]}'"),
    ),
    "negative-length": Snippets(
        bad=("${x:0:-1}", "${x:${#y}: -2}", 'y="${x:1:-${n}}"'),
        good=("${x: -1}", "${x:0:1}", "${x:-1}", "${x:=a:-1}", "${x:a:${#x} - 1}", "${x:${y:-0}:1}", "${x#:a:-1}"),
    ),
    "array-delimiter": Snippets(
        bad=("mapfile -d '' a", "readarray -t -d x a <f", "if mapfile -td '' a; then true; fi"),
        good=("mapfile -t a", "read -r -d '' x", "mapfile -t -n 2 a <f # -d x"),
    ),
    "printf-element": Snippets(
        bad=("printf -v a[1] x", 'printf -v "a[${i}]" %s x'),
        good=("printf -v a x", "printf 'printf -v a[1]'", 'printf -v "${x}" y'),
    ),
    "read-exactly": Snippets(
        bad=("read -N 3 x", "read -rN3 x", "while IFS= read -r -N 1 x; do true; done"),
        good=("read -r -n 3 x", "read -r N", "read -r x -n 1 # -N"),
    ),
    "wait-options": Snippets(bad=("wait -n", "wait -p id -n"), good=("wait", 'wait "$!"', "sleep 1 & wait $!")),
    "later-option": Snippets(
        bad=("shopt -s lastpipe", "shopt -s nullglob inherit_errexit", "shopt -s globasciiranges"),
        good=(
            "shopt -u patsub_replacement 2>/dev/null",
            "shopt -s nullglob",
            "shopt -q lastpipe",
            "printf 'shopt -s lastpipe'",
        ),
    ),
    "time-format": Snippets(
        bad=(
            "printf '%(%s)T' -1",
            'printf -v x "%(%F %T)T" 0',
            "if [[ ${PRELUDE_VERSION} -ge 401 ]]; then\n  printf '%(%s)T' -1\nfi",
        ),
        good=(
            "if [[ ${PRELUDE_VERSION} -ge 402 ]]; then\n  printf -v x '%(%s)T' -1\nfi",
            "date +%s",
            "printf '%s' '(%s)T'",
            "# printf '%(%s)T'",
        ),
    ),
    "clock-variable": Snippets(
        bad=("x=${EPOCHREALTIME-}", "$EPOCHSECONDS", "[[ ${PRELUDE_VERSION} -lt 402 ]] || x=${EPOCHREALTIME-}"),
        good=(
            "[[ ${PRELUDE_VERSION} -lt 500 ]] || x=${EPOCHREALTIME-}",
            "if [[ ${_swarmsh_version} -ge 500 ]]; then\n  x=${EPOCHREALTIME-}\nfi",
            "unset EPOCHREALTIME",
        ),
    ),
    "random-variable": Snippets(
        bad=("x=${SRANDOM}", "[[ ${PRELUDE_VERSION} -lt 500 || -z ${SRANDOM-} ]]"),
        good=("[[ ${PRELUDE_VERSION} -ge 501 && -n ${SRANDOM-} ]]", "x=${RANDOM}"),
    ),
    "substitution-in-place": Snippets(
        bad=("x=${ pwd; }", "x=${| f; }", 'x="${ pwd; }"'), good=("x=$( pwd )", "f() { pwd; }", "${x| }")
    ),
    "code-point": Snippets(
        bad=("x=$'\\u00e9'", "printf '\\u00e9'", "x=$'a\\\\\\U1F600'"),
        good=("x=$'\\303\\251'", "x=$'\\\\u00e9'", "printf '%s' '\\\\u0041'", "x='\\u00e9'", "# $'\\u00e9'"),
    ),
    "translated-string": Snippets(
        bad=('x=$"hello"', 'printf %s $"a"'), good=('x="cost$"', "x='$\"'", 'x=\\$"a"', 'x="a$"b')
    ),
    "maybe-empty-array": Snippets(
        bad=(
            'words=()\nwhile read -r word; do words+=("${word}"); done\nuse "${words[@]}"',
            'f() { local all=() i=; for i in 1; do all+=("${i}"); done; use "${all[@]:1}"; }',
        ),
        good=(
            'words=()\nwords+=(a)\nuse ${words[@]+"${words[@]}"}',
            'words=()\nwords+=(a)\n[[ ${#words[@]} -eq 0 ]] || use "${words[@]}"',
            'words=(a)\nwords+=(b)\nuse "${words[@]}"',
            'words=()\nwords=(b)\nwords+=(a)\nuse "${words[@]}"',
            'use "$@"',
        ),
    ),
    "unquoted-replacement": Snippets(
        bad=(
            "x=${x//a/${y}}",
            'x="${x//a/$y}"',
            "x=${x/a/<&>}",
            "x=${x/#a/`b`}",
            'x=${x//"/"/${y}}',
            "x=${a[1]//b/${y}c}",
        ),
        good=(
            'x=${x//a/"${y}"}',
            'x=${x//"${a}"/"${b}"}',
            "x=${x//a/\\&}",
            "x=${x//a/b}",
            "x=${x//&/b}",
            "x=${x//${a}/}",
            "x=${x//$'\\n'/'&'}",
            "x=${x/a}",
            "x=${x:-/a/${y}}",
        ),
    ),
    "quotes-in-quotes": Snippets(
        bad=('x="${v//a/"${b}"}"', 'f "x${v/a/"b"}"', 'x="${y:-${v//a/"${b}"}}"'),
        good=('x=${v//a/"${b}"}', 'x="${v//"a"/b}"', 'x="$(printf %s ${v//a/"${b}"})"'),
    ),
    "control-bytes": Snippets(
        bad=("re=$'^[\\001-\\176]*$'\n[[ ${x} =~ ${re} ]]", "re=$'[a\\x7f]'\n[[ ${x} =~ $re ]]"),
        good=(
            "re=$'[\\002-\\176]'\n[[ ${x} =~ ${re} ]]",
            "glob=$'[\\001-\\037]'\n[[ ${x} == ${glob} ]]",
            "re=$'[\\0101]'\n[[ ${x} =~ ${re} ]]",
        ),
    ),
    "regex-in-place": Snippets(
        bad=("[[ ${x} =~ ^a ]]", "[[ ${x} =~ 'a' ]]", '[[ ${x} =~ "${re}" ]]'),
        good=("[[ ${x} =~ ${re} ]]", "[[ ${x} == a* ]]", "printf '=~ a'"),
    ),
    "table-order": Snippets(
        bad=('declare -A t\nfor k in "${!t[@]}"; do true; done', 'f() { local -A t=(); use "${t[@]}"; }'),
        good=('declare -a t\nfor k in "${!t[@]}"; do true; done', "declare -A t\nuse ${t[a]} ${#t[@]}"),
    ),
    "here-string": Snippets(
        bad=('read -r x <<<"${y}"', "cat <<< a"),
        good=("cat <<END\n<<<\nEND", "printf '<<<'", "# <<<", "((x = 1 << 3))"),
    ),
    "eval": Snippets(
        bad=('eval "${x}"', "if eval x; then true; fi", "(eval x)"),
        good=("printf eval", "# eval x", "x='eval y'", "evaluate x"),
    ),
    "echo": Snippets(
        bad=("echo hi", "x=$(echo hi)", "true && echo hi"), good=("printf echo", "x=echo", "'echo' hi", "echoes")
    ),
    "userland": Snippets(
        bad=(
            "grep -oP x f",
            "sed -i s/a/b/ f",
            "x=$(stat -c %Y f)",
            "find . -printf x",
            "date +%s%N",
            "seq 3",
            "which flock",
        ),
        good=("grep -o x f", "sed s/a/b/ f", "x=stat", "date +%s", "status 3", "printf 'seq 3'", "command -v which"),
    ),
}
