# values: typed attribute values and numbers as OTLP JSON.

# Sets __reply to VALUE of TYPE as an AnyValue, or fails with the reason in __reply. Types are string, boolean, double, int,
# and int:LOW:HIGH with either bound empty for none.
_swarmsh_values_encode() {
  case $1 in
    string)
      _swarmsh_text_escape "$2"
      __reply='{"stringValue":"'${__reply}'"}'
      ;;
    int | int:*:*)
      _swarmsh_values_integer "$2" || return 1
      [[ $1 == int ]] || _swarmsh_values_range "${1#int:}" "$2" || return 1
      __reply='{"intValue":"'${__reply}'"}'
      ;;
    boolean)
      case $2 in
        true | false) __reply='{"boolValue":'$2'}' ;;
        *)
          __reply='is not true or false'
          return 1
          ;;
      esac
      ;;
    double)
      _swarmsh_values_double "$2" || return 1
      __reply='{"doubleValue":'${__reply}'}'
      ;;
    *)
      __reply="has a type that is not supported: $1"
      return 1
      ;;
  esac
}

# Sets __reply to the integer in TEXT, or fails: decimal digits with at most a minus sign, no leading zeros, 64 bits.
_swarmsh_values_integer() {
  local __digits=${1#-} __most=9223372036854775807
  __reply='is not an integer (64 bits, decimal digits, no leading zeros)'
  case ${__digits} in
    0)
      __reply=0
      return 0
      ;;
    '' | 0* | *[!0-9]*) return 1 ;;
    *) ;;
  esac
  [[ $1 != -* ]] || __most=9223372036854775808
  [[ ${#__digits} -le 19 ]] || return 1
  # shellcheck disable=SC2071 # of equal length, so the order of the texts is that of the numbers
  if [[ ${#__digits} -eq 19 && ${__digits} > ${__most} ]]; then
    return 1
  fi
  __reply=$1
}

# True when INTEGER is within LOW:HIGH; else the reason is in __reply: LOW:HIGH INTEGER.
_swarmsh_values_range() {
  local __low=${1%:*} __high=${1#*:}
  if [[ -n ${__low} && $2 -lt ${__low} ]]; then
    __reply="is below ${__low}"
    return 1
  fi
  if [[ -n ${__high} && $2 -gt ${__high} ]]; then
    __reply="is above ${__high}"
    return 1
  fi
}

# Sets __reply to the number in TEXT as a plain decimal of at most nine places, rounded half up (away from zero),
# without trailing zeros; or fails: no exponent, no leading zeros, below 1e308.
_swarmsh_values_double() {
  local __whole=${1#-} __places='' __round=''
  __reply='is not a decimal number such as 12.5 (no exponent, no leading zeros)'
  case ${__whole} in
    *.*)
      __places=${__whole#*.}
      __whole=${__whole%%.*}
      [[ -n ${__places} ]] || return 1
      ;;
    *) ;;
  esac
  case ${__whole}${__places} in
    *[!0-9]*) return 1 ;;
    *) ;;
  esac
  case ${__whole} in
    '' | 0?*) return 1 ;;
    *) [[ ${#__whole} -le 308 ]] || return 1 ;;
  esac
  __round=${__places:9:1}
  __places=${__places:0:9}
  case ${__round} in
    [5-9])
      _swarmsh_values_increment "${__whole}${__places}"
      __whole=${__reply:0:${#__reply}-9}
      __places=${__reply:${#__reply}-9}
      ;;
    *) ;;
  esac
  while [[ ${__places} == *0 ]]; do
    __places=${__places%0}
  done
  __reply=${__whole}${__places:+.${__places}}
  if [[ $1 == -* && ${__reply} != 0 ]]; then
    __reply=-${__reply}
  fi
}

# Sets __reply to DIGITS plus one, however many there are.
_swarmsh_values_increment() {
  local __head=$1 __zeros=''
  while [[ ${__head} == *9 ]]; do
    __head=${__head%9}
    __zeros+='0'
  done
  if [[ -z ${__head} ]]; then
    __reply=1${__zeros}
  else
    __reply=${__head%?}$((${__head:${#__head}-1} + 1))${__zeros}
  fi
}
