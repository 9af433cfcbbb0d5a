# events: named events as log records.

# Records an event with the trace context it happens in: PACKAGE NAME REQUIRED OTHER [CONSTANT=VALUE…] -- NAME=VALUE…
_swarmsh_events_record() {
  local __package=$1 __name=$2 __attributes='' __trace='' __parent='' __flags=0 __state='' __remote=''
  shift 2
  _swarmsh_arguments_call "$@"
  _swarmsh_context_current || :
  _swarmsh_clock_now
  _swarmsh_otlp_log "${__name}" "${__reply}"
  _swarmsh_file_append logs "${__reply}"
}

# For generated functions.
_swarmsh_event() { _swarmsh_shield _swarmsh_events_record "$@"; }
