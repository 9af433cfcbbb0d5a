# keys_cold: idempotency keys: which entry a key made, and what it answered.

declare -A KEYS_LENGTHS=() # of inputs that are times: a time, and the token of the length from now that stood for it

# Looks TX_KEY up. Sets TX_REPEATED, and gives the answer of the first time again; refuses when that was for another
# request. Fails when it was refused.
keys_find() {
  local request='' entry=''
  TX_REPEATED=false
  paths_named keys "${TX_KEY}"
  names_read "${REPLY}" || return 1
  entry=${REPLY}
  [[ -n ${entry} ]] || return 0
  if [[ ${entry} -gt ${STATE_SEQUENCE} ]]; then
    paths_named keys "${TX_KEY}"
    transaction_damaged "${REPLY}"
    return 1
  fi
  journal_entry "${entry}" || return 1
  if [[ ${ENTRY_KEY} != "\"${TX_KEY}\"" ]]; then
    paths_named keys "${TX_KEY}"
    transaction_damaged "${REPLY}"
    return 1
  fi
  [[ ${ENTRY_TIME} -ge $((TX_NOW - 604800000000000)) ]] || return 0
  keys_request
  request=${REPLY}
  if [[ ${ENTRY_OPERATION} != "\"${TX_OPERATION}\"" || ${ENTRY_REQUEST} != "${request}" ]]; then
    transaction_refuse 3 "key \"${TX_KEY}\" was used for another request"
    return 1
  fi
  "operation_${TX_OPERATION//-/_}_restore" "${ENTRY_ANSWER}"
  TX_REPEATED=true
}

# Sets key, request and answer of the caller to what the entry of this operation remembers, and adds the key's file.
keys_tokens() {
  key="\"${TX_KEY}\""
  keys_request
  request=${REPLY}
  "operation_${TX_OPERATION//-/_}_answer"
  answer="[${REPLY}]"
  paths_named keys "${TX_KEY}"
  journal_put "${REPLY}" 24 "${TX_SEQUENCE}"
}

# Sets REPLY to the token of the request. A time that was given as a length from now is that length: it would be another
# time when the request is repeated. Whatever else an input holds was not given so by this request.
keys_request() {
  local name='' held='' token=''
  if [[ ${#KEYS_LENGTHS[@]} -gt 0 ]]; then
    for name in "${!KEYS_LENGTHS[@]}"; do # portability: table-order: no name depends on another
      token=${KEYS_LENGTHS["${name}"]}
      [[ -n ${token} && ${!name-} == "${token%% *}" ]] || continue
      held+="${name} ${!name} "
      printf -v "${name}" '%s' "${token#* }"
    done
  fi
  "operation_${TX_OPERATION//-/_}_request"
  while [[ -n ${held} ]]; do
    token=${held#* }
    printf -v "${held%% *}" '%s' "${token%% *}"
    held=${token#* }
  done
}
