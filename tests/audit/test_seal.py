"""`audit-seal`: the entries of the open segment are sealed on demand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.audit.support import alike, copied, findings, same, segment, stocked
from tests.coordinators import PYTHON, call


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stocked(tmp_path_factory.mktemp("stock"), 998)


def both(stock: Path, folder: Path) -> tuple[Path, Path]:
    return copied(stock, folder / "bash"), copied(stock, folder / "python")


def test_the_entry_and_its_span(stock: Path, tmp_path: Path) -> None:
    one, other = both(stock, tmp_path)
    digest = hashlib.sha256(segment(one, 1).read_bytes()).hexdigest()
    done = same(one, other, "audit-seal")
    assert (done.exit, done.stdout.decode()) == (0, f"audit-seal: segment 1 up to entry 998: {digest}\n")
    text = segment(one, 1).read_text().splitlines()[-1]
    assert '"operation":\t"audit-seal"\t,"agent":\tnull\t' in text
    assert f'"seal":\t"{digest}"\t' in text
    assert '"name":"swarmsh.audit.seal"' in text
    digest = hashlib.sha256(segment(one, 1).read_bytes()).hexdigest()
    found = json.loads(same(one, other, "audit-seal", "--json").stdout)
    assert found == {"segment": 1, "last_sequence": 999, "hash": digest, "sequence": 1000}
    digest = hashlib.sha256(segment(one, 1).read_bytes()).hexdigest()
    assert digest in same(one, other, "audit-seal").stdout.decode()
    assert f'"seal":\t"{digest}"\t' in segment(one, 2).read_text()
    assert alike(one, "audit-verify").exit == 0
    for words in (("replay", "--check"), ("repair", "--dry-run"), ("doctor",)):
        assert call(PYTHON, one, *words).exit == 0
    assert b"seal         audit-seal  0     3" in alike(one, "audit-stats").stdout


def test_what_was_sealed_is_protected(tmp_path: Path) -> None:
    store = stocked(tmp_path, 60)
    assert call(PYTHON, store, "audit-seal").exit == 0
    assert alike(store, "replay", "--check").exit == 0
    data = segment(store, 1).read_bytes()
    place = data.index(b'"agent":\t"bob"', len(data) // 2)
    segment(store, 1).write_bytes(data[:place] + data[place:].replace(b"bob", b"ann", 1))
    done = alike(store, "audit-verify", "--json")
    assert (done.exit, findings(done)) == (11, [(1, None, "edited")])
    done = alike(store, "replay", "--check")
    assert (done.exit, done.stdout) == (11, b"journal/000001.jsonl: is not what it was when it was sealed\n")
