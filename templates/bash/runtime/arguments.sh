# arguments: NAME=VALUE arguments of generated functions, checked against the conventions.

# Reads the arguments of one call into __attributes: REQUIRED OTHER [CONSTANT=VALUE…] -- NAME=VALUE…
# REQUIRED and OTHER are argument names separated by spaces; constants are set first and cannot be given by the caller.
# The caller's arguments follow in the order of their names, so that the order of a call does not matter.
_swarmsh_arguments_call() {
  local __required=$1 __allowed="$1 $2" __constants=() __ordered=() __given=${_swarmsh_lf} __name=''
  shift 2
  while [[ $# -gt 0 && $1 != -- ]]; do
    __constants+=("$1")
    shift
  done
  [[ $# -eq 0 ]] || shift
  _swarmsh_arguments_constants ${__constants[@]+"${__constants[@]}"}
  _swarmsh_arguments_order "$@"
  _swarmsh_arguments_read ${__ordered[@]+"${__ordered[@]}"}
  __required+=' '
  while [[ -n ${__required} ]]; do
    __name=${__required%% *}
    __required=${__required#* }
    case ${__given} in
      *"${_swarmsh_lf}${__name}"[.${_swarmsh_lf}]*) ;;
      *) [[ -z ${__name} ]] || _swarmsh_shield_refuse "missing ${__name}=VALUE, which is required" ;;
    esac
  done
}

# Sets __ordered to the arguments NAME=VALUE… in the order of their names; those of one name stay as they are.
_swarmsh_arguments_order() {
  local __argument='' __name='' __names=() __place=0
  for __argument in "$@"; do
    __name=${__argument%%[.=]*}
    __place=${#__names[@]}
    while [[ ${__place} -gt 0 && ${__names[__place - 1]} > ${__name} ]]; do
      __names[__place]=${__names[__place - 1]}
      __ordered[__place]=${__ordered[__place - 1]}
      __place=$((__place - 1))
    done
    __names[__place]=${__name}
    __ordered[__place]=${__argument}
  done
}

# Reads constants, which any name of the package may be.
_swarmsh_arguments_constants() {
  local __allowed='*'
  _swarmsh_arguments_read "$@"
}

# Reads NAME=VALUE… into __attributes. A refused argument is reported and left out. __allowed are the names the call
# takes, * for all that __package knows; __given collects the names seen.
_swarmsh_arguments_read() {
  local __argument='' __name='' __shown='' __value='' __key='' __type='' __values=()
  for __argument in "$@"; do
    __name=${__argument%%=*}
    __value=${__argument#*=}
    case ${__name%%.*} in
      '' | [!A-Za-z_]* | *[!A-Za-z0-9_]* | "${__argument}")
        _swarmsh_arguments_bad "${__argument}"
        continue
        ;;
      *) ;;
    esac
    _swarmsh_arguments_find "${__name}" || continue
    if ! _swarmsh_arguments_first; then
      [[ ${__type} == *'[]' ]] || _swarmsh_shield_refuse "${__shown} is given twice; the first value is kept"
      continue # the elements of an array are read with the first of them
    fi
    case ${__type} in
      *'[]') _swarmsh_arguments_array "$@" || continue ;;
      *) _swarmsh_arguments_value "${__value}" || continue ;;
    esac
    __value=${__reply}
    _swarmsh_text_escape "${__key}"
    _swarmsh_otlp_put "${__reply}" "${__value}"
  done
}

# Sets __shown to __name as it may be printed. True the first time the name occurs in a call.
_swarmsh_arguments_first() {
  __shown=${__name}
  if [[ ${__name} == *.* ]]; then # else it is an identifier
    _swarmsh_text_escape "${__name}"
    __shown=${__reply}
  fi
  case ${__given} in
    *"${_swarmsh_lf}${__shown}${_swarmsh_lf}"*) return 1 ;;
    *) __given+=${__shown}${_swarmsh_lf} ;;
  esac
}

# Sets __key, __type, __values for argument NAME, or reports that the call does not take it.
_swarmsh_arguments_find() {
  case " ${__allowed} " in
    ' * ' | *" ${1%%.*} "*)
      if "${__package}" "$1"; then
        return 0
      fi
      ;;
    *) ;;
  esac
  local __list=${__allowed}
  while [[ ${__list} == ' '* ]]; do __list=${__list# }; done
  case ${__list} in
    '*') __list='' ;;
    '') __list='; it takes none' ;;
    *) __list="; it takes ${__list}" ;;
  esac
  _swarmsh_arguments_quote "$1"
  _swarmsh_shield_refuse "unknown argument ${__reply}${__list}"
  return 1
}

# For the generated package function: the argument asked for is attribute KEY of TYPE, with these VALUES only if any.
_swarmsh_attribute() {
  __key=$1
  __type=$2
  shift 2
  __values=("$@")
}

# Sets __reply to VALUE as AnyValue of __type, or reports why not.
_swarmsh_arguments_value() {
  local __one='' __known=no __reason=''
  for __one in ${__values[@]+"${__values[@]}"}; do
    [[ ${__one} != "$1" ]] || __known=yes
  done
  if [[ ${__known} == no && ${#__values[@]} -gt 0 ]]; then
    _swarmsh_arguments_choices "$1"
    return 1
  fi
  if ! _swarmsh_values_encode "${__type%'[]'}" "$1"; then
    __reason=${__reply}
    _swarmsh_arguments_quote "$1"
    _swarmsh_shield_refuse "${__shown}: ${__reply} ${__reason}"
    return 1
  fi
}

# Reports that VALUE is none of __values.
_swarmsh_arguments_choices() {
  local __one='' __list=''
  for __one in "${__values[@]}"; do
    _swarmsh_text_escape "${__one}"
    __list+=${__list:+, }${__reply}
  done
  _swarmsh_arguments_quote "$1"
  _swarmsh_shield_refuse "${__shown}: ${__reply} is not one of ${__list}"
}

# Sets __reply to the values of all arguments called __name as one array; one bad element refuses all of it.
_swarmsh_arguments_array() {
  local __argument='' __elements=''
  for __argument in "$@"; do
    if [[ ${__argument%%=*} == "${__name}" ]]; then
      _swarmsh_arguments_value "${__argument#*=}" || return 1
      __elements+=${__elements:+,}${__reply}
    fi
  done
  __reply='{"arrayValue":{"values":['${__elements}']}}'
}

# Reports an argument that is not NAME=VALUE.
_swarmsh_arguments_bad() {
  _swarmsh_arguments_quote "$1"
  _swarmsh_shield_refuse "${__reply} is not of the form NAME=VALUE"
}

# Sets __reply to the start of TEXT in quotes, on one line, fit for a terminal.
_swarmsh_arguments_quote() {
  _swarmsh_text_escape "${1:0:80}"
  __reply='"'${__reply}'"'
}
