# shellcheck shell=bash disable=SC1090,SC2034,SC2154
# What `telemetry.py` does in Python.
. "${LIBRARY}"

swarmsh_span_work_claim agent_id=a-1 work_priority=high
swarmsh_span_set work_id=w-7
swarmsh_span_event swarmsh.lease.lost agent_id=a-1 lease_fence=3 work_id=w-7
swarmsh_span_work_claim agent_id=$'a "b" \\ & \001\002\t\n\177 \303\251'
swarmsh_span_status error $'no & "more" \\1'
swarmsh_span_end
SWARMSH_NOW_NS=1767225601000000007
swarmsh_span_end
