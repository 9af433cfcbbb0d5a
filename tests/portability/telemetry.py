"""What `telemetry.sh` does in bash: spans inside each other, an event, texts that need escapes, an error."""

from __future__ import annotations

import os

from opentelemetry import trace

from swarmsh import enums, events, spans
from swarmsh.files import FileTracerProvider

trace.set_tracer_provider(FileTracerProvider())
with spans.work_claim(agent_id="a-1", work_priority=enums.WorkPriority.HIGH) as outer:
    outer.set_work_id("w-7")
    outer.add(events.lease_lost(agent_id="a-1", lease_fence=3, work_id="w-7"))
    with spans.work_claim(agent_id='a "b" \\ & \x01\x02\t\n\x7f é') as inner:
        inner.set_status_error('no & "more" \\1')
    os.environ["SWARMSH_NOW_NS"] = "1767225601000000007"
