# file: appends lines to the files of the three signals.

# Appends LINE to traces, metrics or logs (SIGNAL) in the telemetry directory, in one write. Nothing that goes wrong
# reaches the host: lines that cannot be written are counted in _swarmsh_lost, and the first says why.
_swarmsh_file_append() {
  local __directory=${SWARMSH_TELEMETRY_DIR:-${SWARMSH_DATA_DIR:-./data}/telemetry/side}
  if [[ ${#2} -gt ${_swarmsh_otlp_limit} ]]; then
    _swarmsh_lost=$((_swarmsh_lost + 1))
    _swarmsh_shield_warn long "a record is lost: without its attributes it still exceeds ${_swarmsh_otlp_limit} bytes"
    return 0
  fi
  [[ ${__directory} == /* ]] || __directory=${_swarmsh_home}/${__directory}
  { printf '%s\n' "$2" >>"${__directory}/$1.jsonl"; } 2>/dev/null && return 0
  _swarmsh_lost=$((_swarmsh_lost + 1))
  if [[ -d ${__directory} ]]; then
    _swarmsh_shield_warn file "telemetry is lost: cannot write to ${__directory}/$1.jsonl; check permissions and space"
  else
    _swarmsh_shield_warn file "telemetry is lost: there is no directory ${__directory}; run: mkdir -p '${__directory}'"
  fi
}
