"""The text that `resolve` prints."""

from __future__ import annotations

import json

from swarmgen.cache import Cache
from swarmgen.diagnostics import Sink
from swarmgen.project import Project
from swarmgen.remembered import Result, decode, encode, result_key
from swarmgen.request import RegistryRequest


def resolved_text(request: RegistryRequest, project: Project, *, shape: str, catalog: bool, form: str) -> Result:
    """A resolved registry as JSON on one line, or as YAML.

    Args:
        shape: `v1` or `v2`.
        catalog: for `v1`, attributes once in a catalog instead of inline.
        form: `json` or `yaml`.

    Raises:
        SpecErrors: if the registry has errors.
        UsageError: if there is no such registry.
    """
    asked = {"shape": shape, "catalog": catalog, "form": form}
    known = Cache(project.cache).remember(
        lambda: result_key("resolve", request, project, asked),
        lambda: encode(_compute(request, shape, catalog, form)),
    )
    return decode(known)


def _compute(request: RegistryRequest, shape: str, catalog: bool, form: str) -> Result:
    from swarmgen.backends.resolved.v1 import resolved_v1
    from swarmgen.backends.resolved.v2 import resolved_v2
    from swarmgen.check import check

    sink = Sink()
    registry = check(request, sink)
    data = resolved_v2(registry) if shape == "v2" else resolved_v1(registry, with_catalog=catalog)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    return (_yaml(text) if form == "yaml" else text), tuple(sink)


def _yaml(text: str) -> str:
    import yaml

    dumped: str = yaml.dump(json.loads(text), Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=120)
    return dumped
