# scan_cold: one pass over span lines. A line is taken for a span when it has the form in which the coordinators of this
# store write them; of that form only what tells time, operation and outcome is looked at. All else is foreign, and
# counted.
#
# Texts cannot pass for keys: a quote inside a JSON string has a backslash before it, and every mark here holds quotes that
# stand without one. The programs run in any awk: no interval expressions, no numbers with leading zeros (they can be
# octal), times as two numbers of seconds and nanoseconds (a double holds 53 bits).

# Reads lines, and prints "TOOK NAME" for every span that ended at SINCE (ns) or later, TOOK of 19 digits; at the end
# "!a FOREIGN FIRST" and "!b NAME COUNT ERRORS".
scan_lines() {
  # shellcheck disable=SC2016 # awk's dollars
  command awk -v "store=${FORM_STORE}" -v "pattern=${PATTERN}" -v "since=$1" '
  BEGIN {
    mark = "{\"resourceSpans\":"
    lead = mark "[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"swarmsh\"}},"
    lead = lead "{\"key\":\"swarmsh.coordination.store.id\",\"value\":{\"stringValue\":\"" store
    lead = lead "\"}}]},\"scopeSpans\":[{\"scope\":{\"name\":\"swarmsh." pattern "\",\"version\":\""
    spans = "\"},\"spans\":[{\"traceId\":\""
    start = ",\"startTimeUnixNano\":\""
    end = "\",\"endTimeUnixNano\":\""
    key = "{\"key\":\"swarmsh.coordination.operation\",\"value\":{\"stringValue\":\""
    leads = length(lead); starts = length(start); ends = length(end); keys = length(key); heads = 0
    good = bad = "\n"; goods = bads = 0
    since_high = high(since); since_low = low(since)
  }

  function high(digits) {
    return ("1" substr(substr("0000000000000000000", length(digits) + 1) digits, 1, 10)) + 0
  }

  function low(digits) {
    return ("1" substr(substr("0000000000000000000", length(digits) + 1) digits, 11)) + 0
  }

  function is_number(digits,  size) {
    size = length(digits)
    if (size == 0 || size > 19 || digits ~ /[^0-9]/) return 0
    if (size > 1 && substr(digits, 1, 1) == "0") return 0
    return size < 19 || substr(digits, 1, 1) != "9"
  }

  # Whether a line begins as spans do, with whatever version, which is kept for the next ones.
  function begins(line,  rest, at) {
    if (substr(line, 1, leads) != lead) return 0
    rest = substr(line, leads + 1, 200)
    at = index(rest, spans)
    if (at == 0) return 0
    rest = substr(rest, 1, at - 1)
    if (index(rest, "\"") || index(rest, "\\")) return 0
    head = lead rest spans
    heads = length(head)
    return 1
  }

  # Whether a line ends as spans do, with whatever schema, which is kept for the next ones.
  function finishes(line,  url) {
    if (!match(line, /,"status":[{]("code":2)?[}][}][]],"schemaUrl":"[^"\\]*"[}][]][}][]][}]$/)) return 0
    url = substr(line, RSTART)
    url = substr(url, index(url, "],\"schemaUrl\""))
    good = ",\"status\":{}}" url
    bad = ",\"status\":{\"code\":2}}" url
    goods = length(good) - 1; bads = length(bad) - 1
    return 1
  }

  function is_span(line,  at, text, from, to, name, size, failed, seconds, rest) {
    if ((!heads || substr(line, 1, heads) != head) && !begins(line)) return 0
    at = index(line, start)
    if (!at) return 0
    text = substr(line, at + starts, 64)
    if (substr(text, 20, ends) == end && substr(text, 39 + ends, 1) == "\"") {
      from = substr(text, 1, 19); to = substr(text, 20 + ends, 19)
    } else {
      at = index(text, "\"")
      if (at < 2 || substr(text, at, ends) != end) return 0
      from = substr(text, 1, at - 1)
      text = substr(text, at + ends)
      at = index(text, "\"")
      if (at < 2) return 0
      to = substr(text, 1, at - 1)
    }
    if (!is_number(from) || !is_number(to)) return 0
    seconds = high(to) - high(from); rest = low(to) - low(from)
    if (rest < 0) { rest += 1000000000; seconds-- }
    if (seconds < 0) return 0
    at = index(line, key)
    if (!at) return 0
    text = substr(line, at + keys, 66)
    at = index(text, "\"")
    if (at < 2 || at > 65) return 0
    name = substr(text, 1, at - 1)
    if (!(name in count) && name !~ /^[A-Za-z0-9][A-Za-z0-9._-]*$/) return 0
    size = length(line)
    if (!goods || substr(line, size - goods) != good) {
      if (!goods || substr(line, size - bads) != bad) {
        if (!finishes(line)) return 0
      }
      failed = substr(line, size - bads) == bad
    }
    if (high(to) < since_high || high(to) == since_high && low(to) < since_low) return 1
    count[name]++
    errors[name] += failed + 0
    if (first == "" || high(from) < high(first) || high(from) == high(first) && low(from) < low(first)) first = from
    printf "%010.0f%09.0f %s\n", seconds, rest, name
    return 1
  }

  {
    while ((at = index(substr($0, 2), mark)) > 0) {
      if (!is_span(substr($0, 1, at))) foreign++
      $0 = substr($0, at + 1)
    }
    if (!is_span($0)) foreign++
  }

  END {
    printf "!a %.0f %s\n", foreign, first
    for (name in count) printf "!b %s %.0f %.0f\n", name, count[name], errors[name]
  }
  '
}

# Reads what that gave, sorted, and prints "FOREIGN FIRST", then "COUNT ERRORS P50 P95 MAX" of all, and the same of each
# operation with its NAME before it. A percentile is the value at the nearest rank.
scan_ranks() {
  # shellcheck disable=SC2016
  command awk '
  $1 == "!a" { print $2, $3; next }
  $1 == "!b" {
    names[++operations] = $2; count[$2] = $3; errors[$2] = $4; all += $3; wrong += $4
    half[$2] = rank($3, 50); most[$2] = rank($3, 95)
    next
  }
  {
    if (++seen == 1) { middle = rank(all, 50); high = rank(all, 95) }
    at = ++place[$2]
    if (at == half[$2]) p50[$2] = $1
    if (at == most[$2]) p95[$2] = $1
    if (seen == middle) all50 = $1
    if (seen == high) all95 = $1
    worst[$2] = last = $1
  }

  function rank(count, percent) {
    return int((percent * count + 99) / 100)
  }

  function plain(digits) {
    sub(/^0+/, "", digits)
    return digits == "" ? "0" : digits
  }

  END {
    printf "%.0f %.0f %s %s %s\n", all, wrong, plain(all50), plain(all95), plain(last)
    for (at = 1; at <= operations; at++) {
      name = names[at]
      printf "%s %s %s %s %s %s\n", name, count[name], errors[name], plain(p50[name]), plain(p95[name]), plain(worst[name])
    }
  }
  '
}

# Reads WINDOW_FILES as if each stood behind the other, and prints what the spans in them that ended at SINCE (ns) or later
# come to. Fails when that cannot be done.
scan_run() (
  local at=0
  set -o pipefail
  exec 2>/dev/null 8>&- 9>&-
  cd -- "${STORE_DIR}/telemetry" || exit
  while [[ ${at} -lt ${#WINDOW_FILES[@]} ]]; do
    command cat -- "${WINDOW_FILES[@]:at:1000}" || exit
    at=$((at + 1000))
  done |
    command tr '\000' '\001' | # one awk ends its line at a NUL, another does not
    scan_lines "$1" |
    command sort |
    scan_ranks
)
