"""The pages as a whole: their text, their links, and that no text of an author breaks them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from swarmgen.analysis.resolve import resolve
from swarmgen.backends.docs.reference import emit
from swarmgen.diagnostics import Sink
from swarmgen.model.artifacts import Output
from swarmgen.model.conventions import Registry
from tests.builders import attribute, registry
from tests.synthetic import write_synthetic
from tests.unit.swarmgen.backends.docs import samples
from tests.unit.swarmgen.backends.docs.links import broken_links, read, source_links

ROOT = Path(__file__).parents[5]
OWN = ROOT / "semantic-conventions"


@pytest.fixture(scope="module")
def own() -> Registry:
    return resolve(OWN, "semantic-conventions", Sink(), identity="semantic-conventions").registry


@pytest.fixture(scope="module")
def own_pages(own: Registry) -> Output:
    return emit(own, samples.target("../../semantic-conventions"))


@pytest.mark.parametrize("make", [samples.small_registry, samples.many_roots, registry])
def test_pages(make: object, snapshot: SnapshotAssertion) -> None:
    """On a mismatch read the difference, then run: make golden."""
    output = emit(make(), samples.target())  # type: ignore[operator]
    shown = "\n".join(f"======== {path}\n{artifact.text}" for path, artifact in output.items())
    assert shown == snapshot, "run: make golden"


@pytest.mark.parametrize("make", [samples.small_registry, samples.many_roots, registry])
def test_every_link_of_the_samples_leads_somewhere(make: object) -> None:
    assert broken_links(emit(make(), samples.target())) == []  # type: ignore[operator]


def test_every_link_of_our_own_pages_leads_somewhere(own_pages: Output) -> None:
    assert broken_links(own_pages) == []


def test_every_link_of_a_large_reference_leads_somewhere(tmp_path: Path) -> None:
    write_synthetic(tmp_path / "bulk")
    found = resolve(tmp_path / "bulk", "bulk", Sink(), identity="bulk").registry
    output = emit(found, samples.target("../../bulk"))
    assert broken_links(output) == []
    assert len(source_links(output)) == 940 + 541 + 60 + 48 + 40
    assert sum(len(read(artifact.text).anchors) for artifact in output.values()) == 940 + 541 + 60 + 48 + 40


def test_every_item_leads_to_its_definition(own_pages: Output) -> None:
    """From generated/docs the link ends on the line of the YAML file that holds the id of the item it stands under."""
    checked = 0
    for path, artifact in own_pages.items():
        for anchor, target, line in re.findall(
            r'<a id="([^"]+)">.*?\| Defined in \| \[[^]]*\]\(([^)#]+)#L(\d+)\)', artifact.text, re.DOTALL
        ):
            source = (ROOT / "generated" / path.parent / target).resolve()
            text = source.read_text(encoding="utf-8").splitlines()[int(line) - 1]
            assert re.search(rf"\b(id|key|ref): ['\"]?{re.escape(anchor)}['\"]?$", text), (anchor, text)
            checked += 1
    assert checked > 500


def test_every_item_of_our_conventions_has_its_anchor(own: Registry, own_pages: Output) -> None:
    kinds = {"span": "spans", "metric": "metrics", "event": "events", "entity": "entities"}
    for group in own.groups:
        if group.type in kinds:
            namespace = group.id.split(".")[2]
            page = own_pages[PurePosixPath("docs", kinds[group.type], f"{namespace}.md")]
            assert group.id in read(page.text).anchors
    for name in own.attribute_places:
        page = own_pages[PurePosixPath("docs/attributes", f"{name.split('.')[1]}.md")]
        assert name in read(page.text).anchors


def test_equal_registries_give_equal_pages() -> None:
    assert emit(samples.small_registry(), samples.target()) == emit(samples.small_registry(), samples.target())


def test_a_registry_of_unknown_whereabouts_is_not_linked() -> None:
    output = emit(samples.small_registry(), samples.target(""))
    assert source_links(output) == []
    assert "| Defined in | `model/acme.yaml:1` |" in output[PurePosixPath("docs/attributes/work.md")].text


def test_pages_name_the_files_they_are_made_from() -> None:
    output = emit(samples.small_registry(), samples.target())
    assert output[PurePosixPath("docs/attributes/work.md")].sources == ("model/acme.yaml",)
    assert output[PurePosixPath("docs/attributes/error.md")].sources == ()
    assert output[PurePosixPath("docs/events/host.md")].sources == ()


@given(
    text=st.text(alphabet='ab `|<>*_[]()#-!~\\\n"&:.', max_size=40),
    name=st.text(alphabet='ab.`|<>*_[]()# ~\\"/&%?', min_size=1, max_size=12).filter(str.strip),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.differing_executors])
def test_no_text_or_name_of_an_author_breaks_a_page(text: str, name: str) -> None:
    one = attribute(name, brief=text, note=text, examples=(text, name))
    output = emit(replace(registry([one, samples.ID]), description=text), samples.target())
    found = [anchor for artifact in output.values() for anchor in read(artifact.text).anchors]
    assert broken_links(output) == []
    assert len(found) == len({name, samples.ID.name})
