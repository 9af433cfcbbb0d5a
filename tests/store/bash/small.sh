# small: the pattern of tests/store/python/small.py by hand, with the names that a generated coordinator has.

PATTERN=small
MODULES='["agents","work"]'
LAYOUT=0123456789abcdef
VERSION=1.0.0
SCHEMA_URL=https://example.invalid/schemas/1.0.0
KINDS=(agent work ready_class wake_bucket wake_wheel)
COUNTERS=(agent work ready_class)
SETTINGS=(
  'lease SMALL_LEASE 300000000000 1000000000 86400000000000 duration'
  'most SMALL_MOST 10 1 100 int'
)
DUES=('work wake due_at wake wake_bucket wake_wheel')
FREEING=end

records_clear() {
  f_agent=() f_work=() f_ready_class=() f_wake_bucket=() f_wake_wheel=()
}

work_holdings_enter() {
  local owner=${f_work[$1_agent]} tail=''
  transaction_load agent "${owner}" || return 1
  tail=${f_agent[${owner}_holdings_tail]}
  transaction_touch work "$1"
  f_work[$1_holdings_previous]=${tail} f_work[$1_holdings_next]=''
  if [[ -n ${tail} ]]; then
    transaction_load work "${tail}" || return 1
    transaction_touch work "${tail}"
    f_work[${tail}_holdings_next]=$1
  fi
  transaction_touch agent "${owner}"
  [[ -n ${tail} ]] || f_agent[${owner}_holdings_head]=$1
  f_agent[${owner}_holdings_tail]=$1
  f_agent[${owner}_held]=$((${f_agent[${owner}_held]} + 1))
}

work_holdings_leave() {
  local owner=${f_work[$1_agent]} previous=${f_work[$1_holdings_previous]} next=${f_work[$1_holdings_next]}
  transaction_load agent "${owner}" || return 1
  transaction_touch work "$1"
  f_work[$1_holdings_previous]='' f_work[$1_holdings_next]=''
  if [[ -n ${previous} ]]; then
    transaction_load work "${previous}" || return 1
    transaction_touch work "${previous}"
    f_work[${previous}_holdings_next]=${next}
  fi
  if [[ -n ${next} ]]; then
    transaction_load work "${next}" || return 1
    transaction_touch work "${next}"
    f_work[${next}_holdings_previous]=${previous}
  fi
  transaction_touch agent "${owner}"
  [[ -n ${previous} ]] || f_agent[${owner}_holdings_head]=${next}
  [[ -n ${next} ]] || f_agent[${owner}_holdings_tail]=${previous}
  f_agent[${owner}_held]=$((${f_agent[${owner}_held]} - 1))
}

# Sets `class` of the caller to the class record for the skills of work NUMBER.
work_ready_class() {
  local number=1 free=''
  while [[ ${number} -le ${TX_COUNT[ready_class]} ]]; do
    transaction_load ready_class "${number}" || return 1
    class=${number}
    [[ ${f_ready_class[${number}_skills]} != "${f_work[$1_skills]}" ]] || return 0
    [[ ${f_ready_class[${number}_length]} -ne 0 || -n ${free} ]] || free=${number}
    number=$((number + 1))
  done
  class=${free}
  [[ -z ${class} ]] || return 0
  transaction_fresh ready_class
  class=${REPLY}
}

work_ready_enter() {
  local class='' priority=${f_work[$1_priority]} tail=''
  work_ready_class "$1" || return 1
  tail=${f_ready_class[${class}_${priority}_tail]}
  transaction_touch work "$1"
  f_work[$1_ready_class]=${class} f_work[$1_queued_sequence]=${TX_SEQUENCE}
  f_work[$1_ready_previous]=${tail} f_work[$1_ready_next]=''
  if [[ -n ${tail} ]]; then
    transaction_load work "${tail}" || return 1
    transaction_touch work "${tail}"
    f_work[${tail}_ready_next]=$1
  fi
  transaction_touch ready_class "${class}"
  f_ready_class[${class}_skills]=${f_work[$1_skills]}
  f_ready_class[${class}_${priority}_tail]=$1
  if [[ -z ${tail} ]]; then
    f_ready_class[${class}_${priority}_head]=$1
    f_ready_class[${class}_${priority}_sequence]=${TX_SEQUENCE}
  fi
  f_ready_class[${class}_length]=$((${f_ready_class[${class}_length]} + 1))
}

work_ready_leave() {
  local class=${f_work[$1_ready_class]} priority=${f_work[$1_priority]} sequence=''
  local previous=${f_work[$1_ready_previous]} next=${f_work[$1_ready_next]}
  transaction_load ready_class "${class}" || return 1
  transaction_touch work "$1"
  f_work[$1_ready_class]='' f_work[$1_ready_previous]='' f_work[$1_ready_next]=''
  if [[ -n ${previous} ]]; then
    transaction_load work "${previous}" || return 1
    transaction_touch work "${previous}"
    f_work[${previous}_ready_next]=${next}
  fi
  if [[ -n ${next} ]]; then
    transaction_load work "${next}" || return 1
    transaction_touch work "${next}"
    f_work[${next}_ready_previous]=${previous}
    sequence=${f_work[${next}_queued_sequence]}
  fi
  transaction_touch ready_class "${class}"
  if [[ -z ${previous} ]]; then
    f_ready_class[${class}_${priority}_head]=${next}
    f_ready_class[${class}_${priority}_sequence]=${sequence}
  fi
  [[ -n ${next} ]] || f_ready_class[${class}_${priority}_tail]=${previous}
  f_ready_class[${class}_length]=$((${f_ready_class[${class}_length]} - 1))
}

# Sets REPLY to the work that is to be taken next, or to nothing.
small_best() {
  local number=1 order='' priority='' sequence='' best='' found=''
  while [[ ${number} -le ${TX_COUNT[ready_class]} ]]; do
    transaction_load ready_class "${number}" || return 1
    order=0
    for priority in high low; do
      sequence=${f_ready_class[${number}_${priority}_sequence]}
      if [[ -n ${sequence} ]]; then
        if [[ -z ${best} || $((order * 1000000 + sequence)) -lt ${best} ]]; then
          best=$((order * 1000000 + sequence)) found=${f_ready_class[${number}_${priority}_head]}
        fi
        break
      fi
      order=$((order + 1))
    done
    number=$((number + 1))
  done
  REPLY=${found}
}

work_wake_enter() {
  local bucket='' tail='' level=''
  cold_start
  transaction_load wake_wheel 1 || return 1
  due_turn wake_wheel work_wake_cursor || return 1
  due_place "${f_work[$1_due_at]}" "${f_wake_wheel[1_cursor]}"
  bucket=${REPLY}
  transaction_load wake_bucket "${bucket}" || return 1
  tail=${f_wake_bucket[${bucket}_tail]}
  transaction_touch work "$1"
  f_work[$1_wake_bucket]=${bucket} f_work[$1_wake_previous]=${tail} f_work[$1_wake_next]=''
  if [[ -n ${tail} ]]; then
    transaction_load work "${tail}" || return 1
    transaction_touch work "${tail}"
    f_work[${tail}_wake_next]=$1
  fi
  transaction_touch wake_bucket "${bucket}"
  f_wake_bucket[${bucket}_tail]=$1
  [[ -z ${tail} ]] || return 0
  f_wake_bucket[${bucket}_head]=$1
  transaction_touch wake_wheel 1
  level=$(((bucket - 1) / 32))
  f_wake_wheel[1_level_${level}]=$((${f_wake_wheel[1_level_${level}]} | 1 << (bucket - 1) % 32))
}

work_wake_leave() {
  local bucket=${f_work[$1_wake_bucket]} previous=${f_work[$1_wake_previous]} next=${f_work[$1_wake_next]} level=''
  [[ -n ${bucket} ]] || return 0
  transaction_load wake_bucket "${bucket}" || return 1
  transaction_touch work "$1"
  f_work[$1_wake_bucket]='' f_work[$1_wake_previous]='' f_work[$1_wake_next]=''
  if [[ -n ${previous} ]]; then
    transaction_load work "${previous}" || return 1
    transaction_touch work "${previous}"
    f_work[${previous}_wake_next]=${next}
  fi
  if [[ -n ${next} ]]; then
    transaction_load work "${next}" || return 1
    transaction_touch work "${next}"
    f_work[${next}_wake_previous]=${previous}
  fi
  transaction_touch wake_bucket "${bucket}"
  [[ -n ${previous} ]] || f_wake_bucket[${bucket}_head]=${next}
  [[ -n ${next} ]] || f_wake_bucket[${bucket}_tail]=${previous}
  [[ -z ${f_wake_bucket[${bucket}_head]} ]] || return 0
  transaction_load wake_wheel 1 || return 1
  transaction_touch wake_wheel 1
  level=$(((bucket - 1) / 32))
  f_wake_wheel[1_level_${level}]=$((${f_wake_wheel[1_level_${level}]} & ~(1 << (bucket - 1) % 32)))
}

work_wake_cursor() {
  transaction_touch wake_wheel 1
  f_wake_wheel[1_cursor]=$1
}

procedure_wake() {
  transaction_touch work "$1"
  f_work[$1_due_at]='' f_work[$1_status]=pending
  work_ready_enter "$1"
}

operation_enlist_steps() {
  transaction_create agent "${o_id}" || return 1
  r_0=${f_agent[${REPLY}_id]}
  TX_SUBJECT=${r_0}
}

operation_add_steps() {
  local number=''
  transaction_create work "${o_id}" || return 1
  number=${REPLY}
  f_work[${number}_title]=${o_title} f_work[${number}_note]=${o_note} f_work[${number}_priority]=${o_priority}
  f_work[${number}_skills]=${o_skills} f_work[${number}_due_at]=${o_at}
  if [[ -z ${o_at} ]]; then
    f_work[${number}_status]=pending
    work_ready_enter "${number}" || return 1
  else
    f_work[${number}_status]=waiting
    work_wake_enter "${number}" || return 1
  fi
  r_0=${f_work[${number}_id]}
  TX_SUBJECT=${r_0}
}

operation_take_steps() {
  local holder='' number=''
  transaction_get agent "${o_agent}" || return 1
  holder=${REPLY}
  small_best || return 1
  number=${REPLY}
  if [[ -z ${number} ]]; then
    transaction_refuse 7 'nothing to take'
    return 1
  fi
  transaction_load work "${number}" || return 1
  work_ready_leave "${number}" || return 1
  f_work[${number}_status]=taken f_work[${number}_agent]=${holder}
  work_holdings_enter "${number}" || return 1
  transaction_text work "${number}" title || return 1
  r_0=${f_work[${number}_id]}
  TX_SUBJECT=${r_0}
}

operation_end_steps() {
  local number=''
  transaction_get work "${o_id}" || return 1
  number=${REPLY}
  if [[ -n ${o_fence} ]]; then
    transaction_refuse 3 "the fence ${o_fence} is stale" recorded
    return 1
  fi
  if [[ -z ${f_work[${number}_agent]} ]]; then
    transaction_refuse 3 "work \"${o_id}\" is held by nobody"
    return 1
  fi
  transaction_touch work "${number}"
  work_holdings_leave "${number}" || return 1
  f_work[${number}_status]="done" f_work[${number}_agent]=''
  r_0=${f_work[${number}_id]}
  TX_SUBJECT=${r_0}
}

operation_look_steps() {
  r_0=${TX_COUNT[work]}
}

operation_show_steps() {
  transaction_get work "${o_id}" || return 1
  local number=${REPLY}
  transaction_text work "${number}" title || return 1
  r_0=${REPLY}
  work_encode "${number}" || return 1
  r_0=${REPLY}${TAB}${r_0}
}

small_span() {
  TX_SPAN=swarmsh.small.${TX_OPERATION}
  REPLY=''
  spans_text swarmsh.coordination.operation "${TX_OPERATION}"
  [[ -z ${o_own} ]] || spans_text own "${o_own}"
  REPLY=${REPLY%,}
}

operation_enlist_span() { small_span; }
operation_add_span() { small_span; }
operation_take_span() { small_span; }
operation_end_span() { small_span; }
operation_look_span() { small_span; }
operation_show_span() { small_span; }

small_answer() { REPLY="\"${r_0}\""; }
small_request() { REPLY=${o_request}; }
small_restore() {
  r_0=${1#'["'}
  r_0=${r_0%'"]'}
}

operation_enlist_answer() { small_answer; }
operation_add_answer() { small_answer; }
operation_take_answer() { small_answer; }
operation_enlist_request() { small_request; }
operation_add_request() { small_request; }
operation_take_request() { small_request; }
operation_end_request() { small_request; }
operation_enlist_restore() { small_restore "$1"; }
operation_add_restore() { small_restore "$1"; }
operation_take_restore() { small_restore "$1"; }

# Runs OPERATION NAME=VALUE…
small_run() {
  local operation=$1 each='' status=0
  o_id='' o_title='' o_note='' o_priority=low o_skills='' o_at='' o_agent='' o_fence='' o_own='' o_request='[]' r_0=''
  TX_KEY='' TX_LINE=0 TX_AGENT='' TX_SUBJECT=''
  shift
  for each in "$@"; do
    REPLY=${each#*=}
    case ${each} in
      id=*) o_id=${REPLY} ;;
      title=* | note=*)
        text_token "${REPLY}" || return 2
        case ${each} in
          title=*) o_title=${REPLY} ;;
          *) o_note=${REPLY} ;;
        esac
        ;;
      priority=*) o_priority=${REPLY} ;;
      skills=*) o_skills=${REPLY} ;;
      at=*) o_at=${REPLY} ;;
      agent=*) o_agent=${REPLY} TX_AGENT=${REPLY} ;;
      fence=*) o_fence=${REPLY} ;;
      request=*) o_request=${REPLY} ;;
      key=*) TX_KEY=${REPLY} ;;
      line=*) TX_LINE=${REPLY} ;;
      own=*) o_own=${REPLY} ;;
      *) return 2 ;;
    esac
  done
  [[ ${operation} != end ]] || TX_SUBJECT=${o_id}
  if [[ ${operation} == show ]]; then
    reader_run show || status=$?
  else
    transaction_run "${operation}" || status=$?
  fi
  if [[ ${status} -eq 0 ]]; then
    printf '%s\n' "${r_0}"
  else
    printf '%s: %s: %s (%s)\n' "${PROGRAM}" "${operation}" "${TX_MESSAGE}" "${SPANS_OUTCOMES[status]}" >&2
  fi
  return "${status}"
}

# Runs several, with -- between them; returns the last exit code.
small_main() {
  local words=() each='' status=0
  for each in "$@"; do
    if [[ ${each} == -- ]]; then
      status=0
      small_run "${words[@]}" || status=$?
      words=()
    else
      words+=("${each}")
    fi
  done
  small_run "${words[@]}"
}
