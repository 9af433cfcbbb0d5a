"""Text for Mermaid that cannot be taken for anything but text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST = 40
"""Characters of a label."""

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._+-")
_SIZES = ((0xF0, 4), (0xE0, 3), (0xC0, 2), (0, 1))
_INVISIBLE = (
    *((0x80, 0x9F), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF)),
    *((0xFFF0, 0xFFFF), (0xE0000, 0xE0FFF)),
)
"""Controls and marks that change what is seen of others, or pass for the end of a line."""
_OURS = (0xB6, 0xFB02)
"""Mermaid puts these around its own escapes."""


def label(token: bytes) -> str:
    """The text in a JSON string, for a place in a diagram: at most 40 characters, then three dots; controls and what
    cannot be seen are blanks; of ASCII all but letters, digits and ` ._+-` is escaped, so that it ends nothing.
    """
    parts: list[bytes] = []
    for code, raw in _characters(token[1:-1]):
        if len(parts) == _MOST:
            parts.append(b"...")
            break
        if code < 0x20 or code == 0x7F or any(low <= code <= high for low, high in _INVISIBLE):
            parts.append(b" ")
        elif (code < 0x80 and code not in _PLAIN) or code in _OURS:
            parts.append(b"#%d;" % code)
        else:
            parts.append(raw)
    return b"".join(parts).decode(errors="surrogateescape")


def word(text: str) -> str:
    """A label of a text without quotes, backslashes and controls."""
    return label(f'"{text}"'.encode())


def _characters(inner: bytes) -> Iterator[tuple[int, bytes]]:
    """The characters between the quotes of a JSON string: code points, controls as blanks, and bytes."""
    at = 0
    while at < len(inner):
        first = inner[at]
        if first == 0x5C:
            escape = inner[at + 1 : at + 2]
            yield (0x20, b" ") if escape in (b"n", b"r", b"t", b"u", b"") else (escape[0], escape)
            at += 6 if escape == b"u" else 2
            continue
        size = next(size for lead, size in _SIZES if first >= lead)
        code = first if size == 1 else first & (0x7F >> size)
        for byte in inner[at + 1 : at + size]:
            code = code * 64 + (byte & 63)
        yield code, inner[at : at + size]
        at += size


def headed(title: str) -> list[str]:
    """The first lines of a flowchart with a title, which has no quotes."""
    return ["---", f'title: "{title}"', "---", "flowchart LR"]


def nodes(kind: str, title: str, names: Sequence[tuple[str, str]]) -> list[str]:
    """A box of nodes: (id, shape with its label)."""
    return [f'    subgraph {kind}["{title}"]', *(f"        {id}{shape}" for id, shape in names), "    end"]
