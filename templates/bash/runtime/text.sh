# text: UTF-8 repair, JSON strings.

_swarmsh_text_limit=4096 # bytes of a text that are looked at; a line has fewer

# Sets __reply to TEXT as it stands between the quotes of a JSON string. What is longer than a line is cut: it
# cannot be written in any case.
_swarmsh_text_escape() {
  __reply=${1:0:_swarmsh_text_limit}
  case ${__reply} in
    *[!\ -~]* | *[\"\\]*) ;;
    *) return 0 ;;
  esac
  local __backslash=$'\\' __quote='"' __tab=$'\t' __return=$'\r' __escaped=''
  _swarmsh_text_repair "${__reply}"
  __escaped=${__backslash}${__backslash} __reply=${__reply//"${__backslash}"/"${__escaped}"}
  __escaped='\"' __reply=${__reply//"${__quote}"/"${__escaped}"}
  case ${__reply} in
    *[[:cntrl:]]*) ;;
    *) return 0 ;;
  esac
  __escaped='\n' __reply=${__reply//"${_swarmsh_lf}"/"${__escaped}"}
  __escaped='\r' __reply=${__reply//"${__return}"/"${__escaped}"}
  __escaped='\t' __reply=${__reply//"${__tab}"/"${__escaped}"}
  _swarmsh_text_controls "${__reply}"
}

# Sets __reply to TEXT with the control characters still in it escaped; DEL stays as it is.
_swarmsh_text_controls() {
  local __rest=$1 __head='' __char=''
  __reply=''
  while [[ ${__rest} == *[[:cntrl:]]* ]]; do
    __head=${__rest%%[[:cntrl:]]*}
    __char=${__rest:${#__head}:1}
    __rest=${__rest:${#__head}+1}
    [[ ${__char} == $'\177' ]] || printf -v __char '\\u%04x' "'${__char}"
    __reply+=${__head}${__char}
  done
  __reply+=${__rest}
}

# Sets __reply to TEXT as valid UTF-8: each ill-formed part becomes one U+FFFD, by the Unicode standard's "maximal
# subpart" rule, which is also Python's errors="replace".
_swarmsh_text_repair() {
  local __rest=$1 __head='' __size=0
  __reply=''
  while [[ ${__rest} == *[$'\200'-$'\377']* ]]; do
    __head=${__rest%%[$'\200'-$'\377']*}
    __rest=${__rest:${#__head}}
    if _swarmsh_text_valid "${__rest}"; then
      __reply+=${__head}${__rest:0:__size}
    else
      __reply+=${__head}$'\357\277\275'
    fi
    __rest=${__rest:__size}
  done
  __reply+=${__rest}
}

# Looks at the non-ASCII start of TEXT. True, and __size is its length, when it is a well-formed character; else
# __size is the length of the ill-formed part.
_swarmsh_text_valid() {
  local __t=$'[\200-\277]' __e0=$'\340[\240-\277]' __e=$'[\341-\354\356\357][\200-\277]' __ed=$'\355[\200-\237]'
  local __f0=$'\360[\220-\277]' __f=$'[\361-\363][\200-\277]' __f4=$'\364[\200-\217]'
  __size=0
  # shellcheck disable=SC2254 # the variables are patterns
  case $1 in
    [$'\302'-$'\337']${__t}*) __size=2 ;;
    ${__e0}${__t}* | ${__e}${__t}* | ${__ed}${__t}*) __size=3 ;;
    ${__f0}${__t}${__t}* | ${__f}${__t}${__t}* | ${__f4}${__t}${__t}*) __size=4 ;;
    *) ;;
  esac
  [[ ${__size} -eq 0 ]] || return 0
  # shellcheck disable=SC2254
  case $1 in
    ${__f0}${__t}* | ${__f}${__t}* | ${__f4}${__t}*) __size=3 ;;
    ${__e0}* | ${__e}* | ${__ed}* | ${__f0}* | ${__f}* | ${__f4}*) __size=2 ;;
    *) __size=1 ;;
  esac
  return 1
}

# Sets __reply to the longest start of TEXT, in whole characters, that fits ROOM bytes once escaped; escaped.
_swarmsh_text_cut() {
  local __rest='' __kept='' __left=$2 __size=0
  _swarmsh_text_escape "$1"
  [[ ${#__reply} -gt $2 ]] || return 0
  _swarmsh_text_repair "${1:0:_swarmsh_text_limit}"
  __rest=${__reply}
  while [[ -n ${__rest} ]]; do
    __size=1
    case ${__rest} in
      [$'\200'-$'\377']*) _swarmsh_text_valid "${__rest}" ;;
      *) ;;
    esac
    _swarmsh_text_escape "${__rest:0:__size}"
    [[ ${#__reply} -le ${__left} ]] || break
    __left=$((__left - ${#__reply}))
    __kept+="${__reply}"
    __rest=${__rest:__size}
  done
  __reply=${__kept}
}
