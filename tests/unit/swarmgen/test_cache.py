from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from swarmgen import cache as cache_module
from swarmgen.cache import Cache, TreeRecord, cache_key

KEY = "a" * 64
OTHER = "b" * 64


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    (folder / "lease").mkdir(parents=True)
    (folder / "manifest.yaml").write_text("name: x\n")
    (folder / "lease/registry.yaml").write_text("groups: []\n")
    return folder


def key(model: Path, **more: Any) -> str:
    return cache_key("resolve", inputs={"registry": model}, **more)


class TestKey:
    """A key changes with everything that matters and with nothing else."""

    def test_equal_inputs_have_equal_keys_wherever_they_are(self, model: Path, tmp_path: Path) -> None:
        before = key(model)
        for path in model.rglob("*.yaml"):
            os.utime(path, (1, 1))
        assert len(before) == 64
        assert key(model) == before
        assert key(model.rename(tmp_path / "elsewhere")) == before

    @pytest.mark.parametrize(
        "change",
        [
            lambda model: (model / "manifest.yaml").write_text("name: y\n"),
            lambda model: (model / "new.yaml").write_text(""),
            lambda model: (model / "manifest.yaml").rename(model / "manifest.yml"),
            lambda model: (model / "manifest.yaml").rename(model / "lease/manifest.yaml"),
            lambda model: (model / "manifest.yaml").unlink(),
            lambda model: (model / "link").symlink_to("lease"),
            lambda model: (model / "lease/registry.yaml").write_bytes(b"\xff"),
        ],
    )
    def test_every_change_of_a_file_counts(self, model: Path, change: Callable[[Path], object]) -> None:
        before = key(model)
        change(model)
        assert key(model) != before

    def test_what_the_compiler_never_reads_does_not_count(self, model: Path) -> None:
        before = key(model)
        for folder in ("__pycache__", ".git"):
            (model / folder).mkdir()
            (model / folder / "x").write_text("x")
        (model / "empty").mkdir()
        (model / "dangling").symlink_to("nowhere")
        os.mkfifo(model / "fifo")
        assert key(model) == before

    def test_content_cannot_be_taken_for_a_name(self, tmp_path: Path) -> None:
        keys = set()
        for number, files in enumerate(
            ({"a": "bc"}, {"ab": "c"}, {"a": "b", "c": ""}, {"a": "", "bc": ""}, {"a": "b4:filec"})
        ):
            folder = tmp_path / str(number)
            folder.mkdir()
            for name, text in files.items():
                (folder / name).write_text(text)
            keys.add(key(folder))
        assert len(keys) == 5

    def test_purpose_options_and_names_of_inputs_count(self, model: Path) -> None:
        keys = {
            key(model),
            key(model, options={"future": True}),
            key(model, options={"future": False}),
            cache_key("generate", inputs={"registry": model}),
            cache_key("resolve", inputs={"templates": model}),
            cache_key("resolve", inputs={"registry": model, "templates": model}),
        }
        assert len(keys) == 6

    def test_the_order_of_options_and_tools_does_not_count(self, model: Path) -> None:
        assert key(model, options={"a": 1, "b": 2}) == key(model, options={"b": 2, "a": 1})
        assert key(model, tools=("black", "jinja2")) == key(model, tools=("jinja2", "black"))

    def test_a_tool_counts_by_its_installed_version(
        self, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site = tmp_path / "site"
        site.mkdir()
        monkeypatch.setattr(sys, "path", [str(tmp_path / "absent"), str(site), *sys.path])
        absent = key(model, tools=("My.Tool-x",))
        (site / "my_tool_x-1.0.dist-info").mkdir()
        first = key(model, tools=("My.Tool-x",))
        assert first == key(model, tools=("my_tool_x",))
        (site / "my_tool_x-1.0.dist-info").rename(site / "my_tool_x-1.1.dist-info")
        second = key(model, tools=("My.Tool-x",))
        assert len({absent, first, second, key(model)}) == 4

    def test_the_versions_are_those_of_the_installed_tools(self) -> None:
        from importlib.metadata import version

        found = cache_module._installed_versions()
        for name in ("black", "Jinja2", "PyYAML", "shfmt-py", "opentelemetry-semantic-conventions"):
            assert found[cache_module._normal(name)] == version(name)

    def test_the_python_version_counts(self, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = key(model)
        monkeypatch.setattr(sys, "version", "3.99.0")
        assert key(model) != before

    def test_a_single_file_is_an_input_too(self, model: Path) -> None:
        before = key(model / "manifest.yaml")
        (model / "manifest.yaml").write_text("other")
        assert key(model / "manifest.yaml") != before

    def test_a_missing_input_has_no_key(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            key(tmp_path / "absent")

    def test_a_link_to_a_folder_above_ends(self, model: Path) -> None:
        (model / "lease/loop").symlink_to(model)
        (model / "lease/self").symlink_to(".")
        before = key(model)
        (model / "lease/registry.yaml").write_text("changed")
        assert key(model) != before

    def test_a_linked_folder_counts_with_its_files(self, model: Path, tmp_path: Path) -> None:
        (tmp_path / "shared").mkdir()
        (model / "shared").symlink_to(tmp_path / "shared")
        before = key(model)
        (tmp_path / "shared/a.yaml").write_text("a")
        assert key(model) != before

    def test_an_undecodable_name_is_no_obstacle(self, model: Path) -> None:
        before = key(model)
        Path(os.fsdecode(os.fsencode(model) + b"/\xff.yaml")).write_text("x")
        assert key(model) != before


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache" / "swarmgen")


def entry(cache: Cache, key: str = KEY) -> Path:
    return cache._folder / key


class TestCache:
    """What is put there comes back whole, or not at all."""

    @pytest.mark.parametrize("value", [b"", b"x", b"\n", b"a\nb\n", bytes(range(256)) * 5000])
    def test_a_value_comes_back(self, cache: Cache, value: bytes) -> None:
        assert cache.get(KEY) is None
        cache.put(KEY, value)
        assert cache.get(KEY) == value
        assert cache.get(OTHER) is None

    def test_the_last_value_counts(self, cache: Cache) -> None:
        cache.put(KEY, b"1")
        cache.put(KEY, b"2")
        assert cache.get(KEY) == b"2"

    @pytest.mark.parametrize(
        "damage",
        [
            lambda data: b"",
            lambda data: data[:-1],
            lambda data: data + b"x",
            lambda data: data.replace(b"value", b"valve"),
            lambda data: data.replace(b"cache 1", b"cache 2"),
            lambda data: data.split(b"\n")[0],
            lambda data: b"\x00" * len(data),
        ],
    )
    def test_a_damaged_entry_is_none_and_can_be_replaced(self, cache: Cache, damage: Callable[[bytes], bytes]) -> None:
        cache.put(KEY, b"value")
        entry(cache).write_bytes(damage(entry(cache).read_bytes()))
        assert cache.get(KEY) is None
        cache.put(KEY, b"new")
        assert cache.get(KEY) == b"new"

    def test_an_entry_under_another_key_is_none(self, cache: Cache) -> None:
        cache.put(KEY, b"value")
        entry(cache).rename(entry(cache, OTHER))
        assert cache.get(OTHER) is None

    def test_a_folder_in_the_place_of_an_entry_costs_time_only(self, cache: Cache) -> None:
        entry(cache).mkdir(parents=True)
        cache.put(KEY, b"value")
        assert cache.get(KEY) is None
        assert list(cache._folder.iterdir()) == [entry(cache)]

    def test_a_cache_that_cannot_be_written_costs_time_only(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("x")
        cache = Cache(tmp_path / "file" / "cache")
        cache.put(KEY, b"value")
        assert cache.get(KEY) is None

    @pytest.mark.parametrize("number", [1, 32, 33, 40])
    def test_the_newest_thirty_two_entries_stay(self, cache: Cache, number: int) -> None:
        for n in range(number):
            cache.put(f"{n:064}", b"x")
            os.utime(entry(cache, f"{n:064}"), (n, n))
        cache.put(KEY, b"x")
        kept = sorted(path.name for path in cache._folder.iterdir())
        assert kept == [*(f"{n:064}" for n in range(max(0, number - 31), number)), KEY]

    def test_an_entry_in_use_is_not_the_oldest(self, cache: Cache) -> None:
        for n in range(32):
            cache.put(f"{n:064}", b"x")
            os.utime(entry(cache, f"{n:064}"), (n, n))
        assert cache.get(f"{0:064}") == b"x"
        cache.put(KEY, b"x")
        assert cache.get(f"{0:064}") == b"x"
        assert cache.get(f"{1:064}") is None

    def test_the_size_is_bounded(self, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cache_module, "_MOST_BYTES", 1000)
        for n in range(4):
            cache.put(f"{n:064}", b"x" * 300)
            os.utime(entry(cache, f"{n:064}"), (n, n))
        cache.put(KEY, b"x" * 300)
        assert sorted(path.name for path in cache._folder.iterdir()) == [f"{3:064}", KEY]

    def test_only_abandoned_unfinished_entries_go(self, cache: Cache) -> None:
        cache.put(KEY, b"x")
        old, new = cache._folder / "old.tmp", cache._folder / "new.tmp"
        old.write_text("half")
        new.write_text("half")
        os.utime(old, (1, 1))
        cache.put(OTHER, b"x")
        assert {path.name for path in cache._folder.iterdir()} == {KEY, OTHER, "new.tmp"}

    def test_many_writers_and_readers_get_in_nobodys_way(self, cache: Cache) -> None:
        values = {f"{n:064}": str(n).encode() * 10_000 for n in range(40)}

        def work(turn: int) -> bool:
            name = f"{turn % 40:064}"
            cache.put(name, values[name])
            return cache.get(name) in (values[name], None) and cache.get(f"{turn * 7 % 40:064}") in (
                *values.values(),
                None,
            )

        with ThreadPoolExecutor(8) as pool:
            assert all(pool.map(work, range(400)))
        assert len(list(cache._folder.iterdir())) <= 32
        assert not list(cache._folder.glob("*.tmp"))


class TestRemember:
    """Computes once per key."""

    def test_a_result_is_computed_once(self, cache: Cache) -> None:
        calls: list[int] = []

        def compute() -> bytes:
            calls.append(1)
            return b"result"

        assert [cache.remember(lambda: KEY, compute) for _ in range(3)] == [b"result"] * 3
        assert len(calls) == 1

    def test_a_result_of_inputs_that_changed_meanwhile_is_not_kept(self, cache: Cache) -> None:
        keys = iter((KEY, OTHER))
        assert cache.remember(lambda: next(keys), lambda: b"mixed") == b"mixed"
        assert (cache.get(KEY), cache.get(OTHER)) == (None, None)

    def test_a_failure_is_not_kept(self, cache: Cache) -> None:
        with pytest.raises(ZeroDivisionError):
            cache.remember(lambda: KEY, lambda: bytes(1 // 0))
        assert cache.get(KEY) is None


FILES = {"a.py": "a = 1\n", "b/run.sh": "true\n", "MANIFEST": "..."}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    (folder / "b").mkdir(parents=True)
    for name, text in FILES.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755 if name.endswith(".sh") else 0o644)
    return folder


@pytest.fixture
def record(cache: Cache, root: Path, monkeypatch: pytest.MonkeyPatch) -> TreeRecord:
    """A record of FILES under KEY, whose times can be trusted."""
    monkeypatch.setattr(cache_module, "_SETTLED_NS", -(10**12))  # as if they had been written long ago
    for name in FILES:
        os.utime(root / name, (1, 1))
    time.sleep(0.02)  # so that the next change gets another time on any file system
    record = TreeRecord(cache, root)
    record.put(KEY, digests())
    return record


def digests() -> dict[str, tuple[bool, str]]:
    return {name: (name.endswith(".sh"), hashlib.sha256(text.encode()).hexdigest()) for name, text in FILES.items()}


class TestTreeRecord:
    """Tells whether a folder is as it was generated, mostly without reading it."""

    def test_an_unknown_key_is_not_current(self, record: TreeRecord) -> None:
        assert not record.is_current(OTHER)

    def test_another_folder_is_not_current(self, record: TreeRecord, cache: Cache, root: Path) -> None:
        assert TreeRecord(cache, root).is_current(KEY)
        assert not TreeRecord(cache, root.parent).is_current(KEY)

    def test_untouched_files_are_not_read_again(self, record: TreeRecord, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cache_module, "_holds", lambda *_: pytest.fail("a file was read"))
        assert record.is_current(KEY)

    @pytest.mark.parametrize(
        "change",
        [
            lambda root: (root / "a.py").write_text("a = 2\n"),
            lambda root: (root / "a.py").write_text("longer\n"),
            lambda root: (root / "a.py").unlink(),
            lambda root: (root / "MANIFEST").write_text(",,,"),
            lambda root: (root / "b/run.sh").chmod(0o644),
            lambda root: (root / "a.py").chmod(0o755),
            lambda root: (root / "a.py").rename(root / "c.py"),
            lambda root: (root / "b").rename(root / "c"),
        ],
    )
    def test_every_change_shows(self, record: TreeRecord, root: Path, change: Callable[[Path], object]) -> None:
        change(root)
        assert not record.is_current(KEY)

    def test_a_change_that_keeps_size_and_time_shows(self, record: TreeRecord, root: Path) -> None:
        status = (root / "a.py").stat()
        (root / "a.py").write_text("a = 2\n")
        os.utime(root / "a.py", ns=(status.st_atime_ns, status.st_mtime_ns))
        assert not record.is_current(KEY)

    def test_a_link_to_the_same_content_is_a_change(self, record: TreeRecord, root: Path) -> None:
        (root / "a.py").rename(root / "moved.py")
        (root / "a.py").symlink_to("moved.py")
        assert not record.is_current(KEY)

    def test_a_new_time_with_the_old_content_is_no_change_and_is_learnt(
        self, record: TreeRecord, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        os.utime(root / "a.py", (2, 2))
        assert record.is_current(KEY)
        monkeypatch.setattr(cache_module, "_holds", lambda *_: pytest.fail("a file was read"))
        assert record.is_current(KEY)

    def test_the_time_of_a_file_just_written_is_not_trusted(
        self, cache: Cache, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = TreeRecord(cache, root)
        record.put(KEY, digests())
        real = os.lstat
        before = {str(root / name): real(root / name) for name in FILES}
        (root / "a.py").write_text("a = 2\n")
        monkeypatch.setattr(
            os, "lstat", lambda path: before.get(str(path)) or real(path)
        )  # as if the clock had not moved since
        assert not record.is_current(KEY)

    def test_an_old_time_given_to_a_new_file_is_not_trusted(
        self, cache: Cache, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in FILES:
            os.utime(root / name, (1, 1))
        record = TreeRecord(cache, root)
        record.put(KEY, digests())
        read: list[Path] = []

        def holds(path: Path, *_: object) -> bool:
            read.append(path)
            return True

        monkeypatch.setattr(cache_module, "_holds", holds)
        assert record.is_current(KEY)
        assert sorted(read) == sorted(root / name for name in FILES)

    def test_the_record_goes_by_what_should_be_there(self, cache: Cache, root: Path) -> None:
        (root / "a.py").write_text("a = 2\n")
        record = TreeRecord(cache, root)
        record.put(KEY, digests())
        assert not record.is_current(KEY)

    def test_a_missing_file_is_not_recorded(self, cache: Cache, root: Path) -> None:
        (root / "a.py").unlink()
        record = TreeRecord(cache, root)
        record.put(KEY, digests())
        assert not record.is_current(KEY)

    def test_an_empty_tree_is_current(self, cache: Cache, root: Path) -> None:
        record = TreeRecord(cache, root)
        record.put(KEY, {})
        assert record.is_current(KEY)


def test_importing_the_cache_imports_nothing_heavy() -> None:
    script = "import sys, json, swarmgen.cache; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=True)
    loaded = set(json.loads(done.stdout))
    assert "swarmgen.cache" in loaded
    assert not loaded & {
        "yaml",
        "jinja2",
        "black",
        "dataclasses",
        "inspect",
        "subprocess",
        "importlib.metadata",
        "typing",
    }


def test_writing_and_comparing_import_no_formatter() -> None:
    script = (
        "import sys, json, swarmgen.output.render, swarmgen.output.write, swarmgen.output.drift;"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=True)
    assert not set(json.loads(done.stdout)) & {"yaml", "jinja2", "black", "multiprocessing", "concurrent.futures"}
