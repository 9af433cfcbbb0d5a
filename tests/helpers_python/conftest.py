"""The plain package, generated and imported once."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.helpers_python.building import build, load
from tests.helpers_python.registries import plain_registry

PACKAGE = "plain_telemetry"


@pytest.fixture(scope="session")
def plain_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder on the import path that holds the plain package, formatted as users get it."""
    return build(plain_registry(), PACKAGE, tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="session")
def plain(plain_source: Path) -> ModuleType:
    return load(plain_source, PACKAGE)


@pytest.fixture(scope="session")
def enums(plain: ModuleType) -> ModuleType:
    return importlib.import_module(f"{PACKAGE}._incubating.attributes.acme_attributes")


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter: InMemorySpanExporter) -> Iterator[TracerProvider]:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield provider
    provider.shutdown()
