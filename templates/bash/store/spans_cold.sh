# spans_cold: attributes that few spans have, and spans that do not fit a line.

# Adds to REPLY the attributes that few spans have.
spans_rare() {
  [[ ${TX_DUE_COUNT} -eq 0 ]] || spans_number swarmsh.coordination.due_count "${TX_DUE_COUNT}"
  if [[ -n ${TX_KEY} ]]; then
    spans_text swarmsh.coordination.idempotency.key "${TX_KEY}"
    REPLY+="{\"key\":\"swarmsh.coordination.idempotency.repeated\",\"value\":{\"boolValue\":${TX_REPEATED}}},"
  fi
}

# Sets REPLY to the field with as many ATTRIBUTES as fit ROOM bytes, the last dropped first, and to the number dropped.
spans_fit() {
  local room=$1 rest=$2 mark='},{"key":"' one='' kept='' longer='' count=0 all=''
  REPLY=",\"attributes\":[$2]"
  [[ ${#REPLY} -gt ${room} ]] || return 0
  # A quote within a value is escaped, so this mark stands only between two attributes.
  all=${2//"${mark}"/$'\n'}
  all=${all//[!$'\n']/}
  count=$((${#all} + 1))
  REPLY=",\"droppedAttributesCount\":${count}"
  while [[ -n ${rest} ]]; do
    one=${rest%%"${mark}"*}
    if [[ ${one} == "${rest}" ]]; then
      rest=''
    else
      rest="{\"key\":\"${rest#*"${mark}"}"
      one+='}'
    fi
    count=$((count - 1))
    kept+=${kept:+,}${one}
    longer=",\"attributes\":[${kept}]"
    [[ ${count} -eq 0 ]] || longer+=",\"droppedAttributesCount\":${count}"
    [[ ${#longer} -le ${room} ]] || return 0
    REPLY=${longer}
  done
}
