"""Formats generated text: black for Python, shfmt for bash, tidy line ends for everything else.

A formatter that is missing, or refuses what we generated, is an error of ours. The result depends on nothing but the
text and the pinned formatters: no configuration file is read.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

from swarmgen.model.artifacts import Output

_PYTHON_WIDTH = 100
_SHFMT_OPTIONS = ("-i", "2", "-ci", "-ln", "bash")
_PARALLEL_FROM = 100_000
"""Characters of Python and bash together; below that, starting processes costs more than it saves."""


class FormatterError(Exception):
    """A formatter is missing or refuses what we generated: our bug or a broken set-up, never the author's mistake."""


def format_output(output: Output) -> dict[PurePosixPath, str]:
    """The text of every artifact, formatted, by path in sorted order.

    Raises:
        FormatterError: naming the first path, in that order, that cannot be formatted.
    """
    paths = sorted(output)
    texts = [output[path].text for path in paths]
    return dict(zip(paths, _format_all(paths, texts), strict=True))


def _format_all(paths: list[PurePosixPath], texts: list[str]) -> list[str]:
    work = sum(len(text) for path, text in zip(paths, texts, strict=True) if path.suffix in (".py", ".sh"))
    workers = min(_processors(), len(paths))
    if work < _PARALLEL_FROM or workers < 2:
        return list(map(format_text, paths, texts))
    import multiprocessing  # these two are slow, so only when they are needed
    from concurrent.futures import ProcessPoolExecutor

    _import_black()  # once, here: the workers inherit it
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        return list(pool.map(format_text, paths, texts))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def format_text(path: PurePosixPath, text: str) -> str:
    """One text in the style of its kind: lines end in LF, the last one too, and an empty text stays empty.

    Raises:
        FormatterError: if the formatter is missing or refuses the text, or the text cannot be UTF-8 (a lone surrogate).
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise FormatterError(f"{path}: the generated text cannot be written as UTF-8: {error}") from error
    text = _end_once(text.replace("\r\n", "\n").replace("\r", "\n"))
    match path.suffix:
        case ".py":
            return _end_once(_black(path, text))
        case ".sh":
            return _end_once(_shfmt(path, text))
        case _:
            return text


def _end_once(text: str) -> str:
    stripped = text.rstrip("\n")
    return f"{stripped}\n" if stripped else ""


def _black(path: PurePosixPath, text: str) -> str:
    _import_black()
    import black
    from black.mode import Mode, TargetVersion

    mode = Mode(line_length=_PYTHON_WIDTH, target_versions={TargetVersion.PY311})
    try:
        return black.format_str(text, mode=mode)
    except Exception as error:  # whatever black raises, our text is the cause
        raise FormatterError(f"{path}: black refuses the generated text: {error}") from error


def _import_black() -> None:
    try:
        import black  # noqa: F401  # slow, so only when something is to be formatted
    except ImportError as error:
        raise FormatterError(f"black cannot be imported ({error}); run: make setup") from error


def _shfmt(path: PurePosixPath, text: str) -> str:
    program = Path(sys.executable).with_name("shfmt")
    try:
        done = subprocess.run([program, *_SHFMT_OPTIONS], input=text.encode(), capture_output=True, check=False)
    except OSError as error:
        raise FormatterError(f"shfmt cannot be run ({error.strerror}: {program}); run: make setup") from error
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").replace("<standard input>", str(path)).strip()
        raise FormatterError(f"{path}: shfmt refuses the generated text: {reason or f'status {done.returncode}'}")
    return done.stdout.decode()
