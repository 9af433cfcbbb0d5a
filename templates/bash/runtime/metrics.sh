# metrics: one line for each measurement.

# Records a measurement; sums and histograms have delta temporality, over the time since this process measured last:
# PACKAGE NAME INSTRUMENT TYPE UNIT DESCRIPTION REQUIRED OTHER [CONSTANT=VALUE…] -- VALUE NAME=VALUE…
# INSTRUMENT is counter, updowncounter, gauge or histogram; TYPE int, double, or number (int when VALUE is one).
_swarmsh_metrics_record() {
  local __package=$1 __name=$2 __instrument=$3 __type=$4 __unit=$5 __description=$6 __value='' __attributes=''
  local __start='' __constants=()
  shift 6
  __constants=("$1" "$2")
  shift 2
  while [[ $# -gt 0 && $1 != -- ]]; do
    __constants+=("$1")
    shift
  done
  shift
  _swarmsh_metrics_value "${1-}" || return 0
  [[ $# -eq 0 ]] || shift
  _swarmsh_arguments_call "${__constants[@]}" -- "$@"
  _swarmsh_clock_now
  __start=${_swarmsh_measured:-${__reply}}
  [[ ${__start} -le ${__reply} ]] || __start=${__reply}
  _swarmsh_measured=${__reply}
  _swarmsh_otlp_metric "${__name}" "${__instrument}" "${__value}" "${__unit}" "${__description}" \
    "${__start}" "${__reply}" "${__type}"
  _swarmsh_file_append metrics "${__reply}"
}

# Sets __value, and __type to int or double, or reports why VALUE is refused.
_swarmsh_metrics_value() {
  local __reason=''
  if [[ ${__type} != double ]] && _swarmsh_values_integer "$1"; then
    __type=int
  elif [[ ${__type} != int ]] && _swarmsh_values_double "$1"; then
    __type=double
  else
    __reason=${__reply}
    _swarmsh_arguments_quote "$1"
    _swarmsh_shield_refuse "the value ${__reply} ${__reason}"
    return 1
  fi
  __value=${__reply}
  if [[ ${__instrument} == counter && ${__value} == -* ]]; then
    _swarmsh_shield_refuse "a counter only grows, ${__value} is refused"
    return 1
  fi
}

# For generated functions.
_swarmsh_metric() { _swarmsh_shield _swarmsh_metrics_record "$@"; }
