# grammar_cold: the form of a line of the journal, to the last byte. Recovery trusts a line that it finds whole, since it
# was written just before; what reads the journal from its first entry trusts nothing.

declare -A GRAMMAR_KINDS # the kinds of the pattern, once needed
GRAMMAR_KEYS='{"sequence":,"time":,"operation":,"agent":,"subject":,"exit":,"key":,"request":,"answer":,"seal":,"state":,"span":'
GRAMMAR_PATHS=() GRAMMAR_FILES=() # what an entry changes: path; size of the slot (0: a text, -1: goes), blank, line

# Takes the LINE of entry SEQUENCE, newline included, into GRAMMAR_TIME, GRAMMAR_STATE (due and counts, commas between),
# GRAMMAR_SEAL (the digest or nothing), GRAMMAR_VOUCHED (the answer of a redaction, else nothing), GRAMMAR_SPAN (a token), GRAMMAR_PATHS and GRAMMAR_FILES. Fails when it does not
# have its form.
grammar_parse() {
  local line=$1 header='' writes='' mark="${TAB},\"writes\":[${TAB}" tokens=() keys='' newline=$'\n' IFS=${TAB}
  GRAMMAR_PATHS=() GRAMMAR_FILES=()
  [[ ${line} == "{\"sequence\":${TAB}$2${TAB}"*"${TAB}]}"$'\n' ]] || return 1
  line=${line:0:${#line}-4}
  [[ ${line} != *[$'\001'-$'\010\012'-$'\037']* ]] && text_utf8 "${line}" || return 1
  header=${line%%"${mark}"*}
  [[ ${header} != "${line}" && ${header} != *"${TAB}${TAB}"* && ${header} != *"${TAB}" ]] || return 1
  writes=${line:${#header}+${#mark}}
  # shellcheck disable=SC2206 # to be split; globbing is off
  tokens=(${header})
  [[ ${#tokens[@]} -eq 24 ]] || return 1
  printf -v keys '%s%.0s' "${tokens[@]}"
  [[ ${keys} == "${GRAMMAR_KEYS}" ]] && grammar_header "$2" || return 1
  [[ -n ${writes} ]] || return 0
  mark=${TAB},${TAB}
  writes=${writes//"${mark}"/"${newline}"}
  [[ ${newline}${writes}${newline} != *"${newline}${newline}"* ]] || return 1
  IFS=${newline}
  for line in ${writes}; do
    grammar_write "${line}" || return 1
  done
}

# The values of the header, in `tokens` of the caller, of entry SEQUENCE. The file of a key comes first here: no other
# file is called like it.
grammar_header() {
  local each='' seal=${tokens[19]}
  journal_number "${tokens[3]}" && journal_number "${tokens[11]}" && [[ ${tokens[11]} -le 12 ]] || return 1
  for each in "${tokens[5]}" "${tokens[7]#null}" "${tokens[9]#null}" "${tokens[13]#null}"; do
    [[ -z ${each} ]] || grammar_word "${each}" || return 1
  done
  grammar_ends "${tokens[15]}" '[]' && grammar_ends "${tokens[17]}" '[]' && grammar_ends "${tokens[23]}" '{}' || return 1
  GRAMMAR_TIME=${tokens[3]} GRAMMAR_SPAN=${tokens[23]} GRAMMAR_SEAL='' GRAMMAR_VOUCHED=''
  [[ ${tokens[5]} != '"redact"' ]] || GRAMMAR_VOUCHED=${tokens[17]}
  if [[ ($1 -gt 1 && $(($1 % 1000)) -eq 1) || ${tokens[5]} == '"audit-seal"' ]]; then
    GRAMMAR_SEAL=${seal:1:${#seal}-2}
    [[ ${#seal} -eq 66 && ${seal} == \"*\" && ${GRAMMAR_SEAL} != *[!0-9a-f]* ]] || return 1
  elif [[ ${seal} != null ]]; then
    return 1
  fi
  grammar_state "${tokens[21]}" || return 1
  [[ ${tokens[13]} != null ]] || return 0
  each=${tokens[13]}
  paths_named keys "${each:1:${#each}-2}"
  grammar_put "${REPLY}" 24 "$1"
}

# The TOKEN of due and counts.
grammar_state() {
  local list='' due='' commas='' number='[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]' each=''
  [[ $1 == '['*']' ]] || return 1
  list=${1:1:${#1}-2}
  due=${list%%,*}
  [[ ${due} == null ]] || journal_number "${due}" || return 1
  GRAMMAR_STATE=${list}
  list=${list:${#due}},
  commas=${list//[!,]/}
  [[ ${#commas} -eq $((${#COUNTERS[@]} + 1)) ]] || return 1
  # shellcheck disable=SC2254 # the variable is a pattern
  case ${list} in
    *[!0-9,]* | *,,* | *,0[0-9]*) return 1 ;;
    *${number}${number}[0-9]*)
      local IFS=,
      for each in ${list#,}; do
        journal_number "${each}" || return 1
      done
      ;;
    *) ;;
  esac
}

# One WRITE.
grammar_write() {
  local name='' rest=${1#'["'} number='' value='' kind='' field='' size=''
  [[ $1 == '["'*'",'*,*']' ]] || return 1
  name=${rest%%'",'*}
  rest=${rest:${#name}+2}
  number=${rest%%,*}
  value=${rest:${#number}+1}
  value=${value:0:${#value}-1} kind=${name%%.*}
  journal_number "${number}" && [[ ${number} != 0 && -n ${kind} && -n ${GRAMMAR_KINDS["${kind}"]-} ]] || return 1
  if [[ ${name} != *.* ]]; then
    size=SLOT_${kind}
    [[ ${value} == "{\"number\":${TAB}${number}${TAB}"*"${TAB}}" && ${#value} -lt ${!size} ]] || return 1
    grammar_put "records/${kind}/$((number / 1000))/${number}" "${!size}" "${value}"
    return
  fi
  field=${name#*.}
  if [[ ${field} == id ]]; then
    grammar_word "${value}" || return 1
    paths_named "ids/${kind}" "${value:1:${#value}-2}"
    grammar_put "${REPLY}" 24 "${number}"
    return
  fi
  if [[ ${field} == archive ]]; then
    grammar_away "records/${kind}/$((number / 1000))/${number}" "${value}"
    return
  fi
  size=TEXTS_${kind}
  [[ -n ${field} && ${field} != *' '* && " ${!size} " == *" ${field} "* && ${value} == \"*\" ]] || return 1
  texts_path "${kind}" "${number}" "${field}"
  grammar_put "${REPLY}" 0 "${value}"
}

# A slot that goes, which was written before by the same entry: PATH OFFSET. Has the size -1.
grammar_away() {
  local IFS=' '
  journal_number "$2" && [[ " ${GRAMMAR_PATHS[*]-} " == *" $1 "* ]] || return 1
  grammar_put "$1" -1 "$2"
}

# Adds a file: PATH SIZE LINE.
grammar_put() {
  GRAMMAR_PATHS[${#GRAMMAR_PATHS[@]}]=$1
  GRAMMAR_FILES[${#GRAMMAR_FILES[@]}]="$2 $3"
}

# True for an identifier as TOKEN.
grammar_word() {
  [[ $1 == \"*\" ]] && values_is_identifier "${1:1:${#1}-2}"
}

# True for null, and for a TOKEN that begins and ends like ENDS.
grammar_ends() {
  [[ $1 == null || ${1:0:1}${1:${#1}-1} == "$2" ]]
}

# Fills GRAMMAR_KINDS.
grammar_begin() {
  local kind=''
  for kind in "${KINDS[@]}"; do
    GRAMMAR_KINDS["${kind}"]=1
  done
}
