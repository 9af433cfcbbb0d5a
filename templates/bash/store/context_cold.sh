# context_cold: TRACESTATE.

# Sets REPLY to the members of TRACESTATE without the spaces around them, or to nothing when any is malformed, one key
# occurs twice or there are more than 32. Above 512 bytes members are dropped from the last.
context_state() {
  local rest=$1, member='' keys=',' count=0
  REPLY=''
  while [[ -n ${rest} ]]; do
    member=${rest%%,*}
    rest=${rest#*,}
    while [[ ${member} == [$' \t']* ]]; do member=${member#?}; done
    while [[ ${member} == *[$' \t'] ]]; do member=${member%?}; done
    [[ -n ${member} ]] || continue
    count=$((count + 1))
    if [[ ${count} -gt 32 ]] || ! context_member "${member}" || [[ ${keys} == *",${member%%=*},"* ]]; then
      REPLY=''
      return 0
    fi
    keys+=${member%%=*},
    REPLY+=${REPLY:+,}${member}
  done
  while [[ ${#REPLY} -gt 512 ]]; do
    case ${REPLY} in
      *,*) REPLY=${REPLY%,*} ;;
      *) REPLY='' ;;
    esac
  done
}

# True for KEY=VALUE as TRACESTATE has it.
context_member() {
  local key=${1%%=*} value=${1#*=}
  [[ $1 == *=* && ${#key} -le 256 && -n ${value} && ${#value} -le 256 ]] || return 1
  case ${key} in
    [!a-z0-9]* | '' | *[!a-z0-9_*/@-]*) return 1 ;;
    *) ;;
  esac
  case ${value} in
    *[!\ -~]* | *=*) return 1 ;;
    *) ;;
  esac
}
