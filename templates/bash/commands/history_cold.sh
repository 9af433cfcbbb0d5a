# history_cold: the journal from its first entry that is there to the last one that counts, for those who want little of
# each entry. The programs run in any awk.

# Sets REPLY to the part of a program that reads. It calls entry() for each entry, after which `operation agent subject
# status time` tell of it, then written(KIND, NUMBER, TEXT) for each of its writes if `writes` is set, at last drawn().
history_reader() {
  # shellcheck disable=SC2016 # awk's dollars
  REPLY='
  function high(digits) {
    return ("1" substr(substr("0000000000000000000", length(digits) + 1) digits, 1, 10)) + 0
  }

  function low(digits) {
    return ("1" substr(substr("0000000000000000000", length(digits) + 1) digits, 11)) + 0
  }

  # Whether a time is not before the window.
  function recent(time) {
    return high(time) > since_high || high(time) == since_high && low(time) >= since_low
  }

  # Milliseconds, as digits: a double would do, but not print them alike everywhere.
  function milliseconds(time) {
    time = substr(substr("0000000000000000000", length(time) + 1) time, 1, 13)
    sub(/^0+/, "", time)
    return time == "" ? "0" : time
  }

  function is_number(digits, most,  size) {
    size = length(digits)
    if (size == 0 || size > most || digits ~ /[^0-9]/) return 0
    if (size > 1 && substr(digits, 1, 1) == "0") return 0
    return size < 19 || substr(digits, 1, 1) != "9"
  }

  function is_name(token,  size) {
    size = length(token)
    return token == "null" || size <= 66 && token ~ /^"[A-Za-z0-9][A-Za-z0-9._-]*"$/
  }

  function name_in(token) {
    return token == "null" ? "" : substr(token, 2, length(token) - 2)
  }

  # The token of a field in the text of a write; nothing if its record has no such field.
  function field(text, name,  at) {
    at = index(text, "\t,\"" name "\":\t")
    if (!at) return ""
    text = substr(text, at + length(name) + 6, 500)
    at = index(text, "\t")
    return at ? substr(text, 1, at - 1) : ""
  }

  function split_writes(rest,  count, texts, at, quote, kind, number) {
    if (substr(rest, length(rest) - 2) == "\t]}") rest = substr(rest, 1, length(rest) - 3)
    count = split(rest, texts, /\t,\t/)
    for (at = 1; at <= count; at++) {
      rest = substr(texts[at], 3, 200)
      quote = index(rest, "\"")
      kind = quote ? substr(rest, 1, quote - 1) : rest
      number = quote ? substr(rest, quote + 2) : ""
      if (index(number, ",")) number = substr(number, 1, index(number, ",") - 1)
      if (length(kind) <= 64 && kind ~ /^[A-Za-z0-9][A-Za-z0-9._-]*$/ && number ~ /^[0-9]+$/) written(kind, number, texts[at])
    }
  }

  BEGIN {
    keys[1] = "{\"sequence\":"; keys[3] = ",\"time\":"; keys[5] = ",\"operation\":"; keys[7] = ",\"agent\":"
    keys[9] = ",\"subject\":"; keys[11] = ",\"exit\":"
    since_high = high(since); since_low = low(since)
    sequence = first + 0; last += 0; bad = 0
  }

  bad || sequence >= last { next }

  {
    sequence++
    count = split(substr($0, 1, 700), token, "\t")
    for (at = 1; at <= 11; at += 2) if (token[at] != keys[at]) bad = sequence
    begin = index($0, "\t,\"writes\":[\t")
    if (count < 13 || (token[2] "") != (sequence "") || !begin || substr($0, length($0) - 2) != "\t]}") bad = sequence
    if (!is_number(token[4], 19) || !is_number(token[12], 3)) bad = sequence
    if (token[6] == "null" || !is_name(token[6]) || !is_name(token[8]) || !is_name(token[10])) bad = sequence
    if (bad) next
    time = token[4]; operation = name_in(token[6]); agent = name_in(token[8]); subject = name_in(token[10])
    status = token[12]
    entry()
    if (writes) split_writes(substr($0, begin + 13))
  }

  END {
    if (!bad && sequence < last) bad = sequence + 1
    if (bad) print "!damaged " bad
    else drawn()
  }
  '
}

# Sets REPLY to the part of a program that makes text for Mermaid which cannot be taken for anything but text.
history_labels() {
  # shellcheck disable=SC2016
  REPLY='
  BEGIN {
    plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._+-"
    for (at = 1; at < 128; at++) code[sprintf("%c", at)] = at
    bytes = bytes "\200\201\202\203\204\205\206\207\210\211\212\213\214\215\216\217\220\221\222\223\224\225"
    bytes = bytes "\226\227\230\231\232\233\234\235\236\237\240\241\242\243\244\245\246\247\250\251\252\253"
    bytes = bytes "\254\255\256\257\260\261\262\263\264\265\266\267\270\271\272\273\274\275\276\277\300\301"
    bytes = bytes "\302\303\304\305\306\307\310\311\312\313\314\315\316\317\320\321\322\323\324\325\326\327"
    bytes = bytes "\330\331\332\333\334\335\336\337\340\341\342\343\344\345\346\347\350\351\352\353\354\355"
    bytes = bytes "\356\357\360\361\362\363\364\365\366\367\370\371\372\373\374\375\376\377"
    for (at = 1; at <= 128; at++) code[substr(bytes, at, 1)] = at + 127
  }

  # Controls and marks that change what is seen of others, or pass for the end of a line.
  function is_hidden(point) {
    return point < 32 || point >= 127 && point <= 159 || point >= 8203 && point <= 8207 || point >= 8232 && point <= 8238 ||
      point >= 8288 && point <= 8303 || point == 65279 || point >= 65520 && point <= 65535 ||
      point >= 917504 && point <= 921599
  }

  # The text in a JSON string: at most 40 characters, then three dots; what is not plain ASCII is escaped.
  function label(token,  at, end, size, point, char, made, more) {
    end = length(token) - 1; made = ""; more = 0
    for (at = 2; at <= end; at += size) {
      if (++more > 40) return made "..."
      char = substr(token, at, 1); point = code[char]; size = 1
      if (char == "\\") {
        char = at < end ? substr(token, at + 1, 1) : ""
        size = char == "u" ? 6 : 2
        if (char == "" || index("nrtu", char)) char = " "
        point = code[char]
      } else if (point >= 192) {
        size = point >= 240 ? 4 : point >= 224 ? 3 : 2
        point = point % (size == 4 ? 8 : size == 3 ? 16 : 32)
        for (more_bytes = 1; more_bytes < size && at + more_bytes <= end; more_bytes++)
          point = point * 64 + code[substr(token, at + more_bytes, 1)] % 64
        char = substr(token, at, at + size - 1 > end ? end - at + 1 : size)
      }
      if (is_hidden(point)) made = made " "
      else if (point < 128 && !index(plain, char) || point == 182 || point == 64258) made = made "#" point ";"
      else made = made char
    }
    return made
  }

  function headed(title) {
    return "---\ntitle: \"" title "\"\n---\nflowchart LR"
  }

  # The title of a diagram, with how many OLDER things it leaves out.
  function titled(what, older) {
    return what ", " window " until " now_text (older ? ", " older " earlier left out" : "")
  }
  '
}

HISTORY_FILES=() # relative to `journal`

# Runs over the entries in HISTORY_FILES, from segment START to entry LAST, a program for a KIND of diagram, and prints what
# it draws, or "!damaged SEQUENCE". Fails when a program does: START LAST KIND.
history_run() (
  local reader='' labels='' number=0
  set -o pipefail
  exec 2>/dev/null 8>&- 9>&-
  history_reader
  reader=${REPLY}
  history_labels
  labels=${REPLY}
  "draw_$3"
  cd -- "${STORE_DIR}/journal" || exit
  while [[ ${number} -lt ${#HISTORY_FILES[@]} ]]; do
    command cat -- "${HISTORY_FILES[@]:number:1000}" || exit
    number=$((number + 1000))
  done |
    command tr '\000' '\001' |
    command awk -v "first=$((($1 - 1) * 1000))" -v "last=$2" -v "since=${history_since}" -v "window=${o_window}" \
      -v "now=${TX_NOW}" -v "now_text=${history_now}" -v "pattern=${PATTERN}" -v "store=${FORM_STORE}" \
      -v "files=${history_files}" -v "archived=${history_archived}" -v "collector=${endpoint_shown-}" \
      "${reader}${labels}${REPLY}"
)

# Sets HISTORY_FILES to the segments of the journal up to entry LAST, as far as they are there, and REPLY to the first of
# them. Fails when it was refused.
history_found() {
  local number=1 last=$((($1 - 1) / 1000 + 1)) path='' status=0 first=''
  HISTORY_FILES=()
  paths_folder journal || status=$?
  [[ ${status} -ne 2 ]] || return 1
  while [[ ${number} -le ${last} ]]; do
    trail_path "${number}"
    path=${REPLY} status=0
    if [[ -n ${first} || ${number} -eq ${last} || -e ${STORE_DIR}/${path} || -L ${STORE_DIR}/${path} ]]; then
      first=${first:-${number}}
      paths_file "${path}" || status=$?
      [[ ${status} -ne 1 ]] || transaction_damaged "${path}" repair
      [[ ${status} -eq 0 ]] && segments_readable "${path}" || return 1
      HISTORY_FILES[${#HISTORY_FILES[@]}]=${path#journal/}
    fi
    number=$((number + 1))
  done
  REPLY=${first}
}
