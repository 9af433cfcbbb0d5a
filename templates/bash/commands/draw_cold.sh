# draw_cold: the diagrams: what is drawn of the entries of a journal. Each function sets REPLY to the part of a program that
# goes with those of history_cold, and prints lines of Mermaid, none when there is nothing.

draw_timeline() {
  # shellcheck disable=SC2016 # awk's dollars
  REPLY='
  BEGIN { most = 50 }

  function entry() {
    if (operation == "tick" || !recent(time)) return
    place = found++ % most
    times[place] = time
    told[place] = operation (subject == "" ? "" : " " subject) (agent == "" ? "" : " by " agent) (status == "0" ? "" : " exit " status)
  }

  function written(kind, number, text) {
  }

  function two(number) {
    return number < 10 ? "0" number : number ""
  }

  # Sets date and clock to those of a time in seconds. The calendar begins its years in March: the leap day comes last.
  function moment(seconds,  days, era, year, of_year, month, day) {
    days = int(seconds / 86400)
    seconds -= days * 86400
    clock = two(int(seconds / 3600)) "#58;" two(int(seconds / 60) % 60) "#58;" two(seconds % 60)
    days += 719468
    era = int(days / 146097)
    days -= era * 146097
    year = int((days - int(days / 1460) + int(days / 36524) - int(days / 146096)) / 365)
    of_year = days - (365 * year + int(year / 4) - int(year / 100))
    month = int((5 * of_year + 2) / 153)
    day = of_year - int((153 * month + 2) / 5) + 1
    month += month < 10 ? 3 : -9
    year += era * 400 + (month <= 2)
    date = year "-" two(month) "-" two(day)
  }

  function drawn(  first, at, last_date) {
    if (!found) return
    first = found > most ? found - most : 0
    print "timeline\n    title " titled("What happened", first)
    for (at = first; at < found; at++) {
      moment(high(times[at % most]) - 10000000000)
      if (date != last_date) print "    section " date
      last_date = date
      print "        " clock " : " told[at % most]
    }
  }
  '
}

draw_flow() {
  # shellcheck disable=SC2016
  REPLY='
  BEGIN { writes = 1; origin = first > 0 ? "earlier" : "new" }

  function entry() {
  }

  function written(kind, number, text,  now, old, move) {
    now = field(text, "status")
    old = known[kind, number]
    if (now == "" || now == old) return
    known[kind, number] = now
    if (!recent(time)) return
    old = old == "" ? origin : label(old)
    move = kind SUBSEP old SUBSEP label(now)
    if (!(move in count_of)) {
      moves[++found] = move
      node(kind, old)
      node(kind, label(now))
    }
    count_of[move]++
  }

  function node(kind, name) {
    if ((kind, name) in ids) return
    ids[kind, name] = ++nodes
    if (!(kind in size)) kinds[++boxes] = kind
    names[kind, ++size[kind]] = name
  }

  function drawn(  at, each, name, part) {
    if (!found) return
    print headed(titled("How records moved", 0))
    for (at = 1; at <= boxes; at++) {
      print "    subgraph k" at "[\"" label("|" kinds[at] "|") "\"]"
      for (each = 1; each <= size[kinds[at]]; each++) {
        name = names[kinds[at], each]
        print "        s" ids[kinds[at], name] (name == origin ? "([\"" name "\"])" : "[\"" name "\"]")
      }
      print "    end"
    }
    for (at = 1; at <= found; at++) {
      split(moves[at], part, SUBSEP)
      print "    s" ids[part[1], part[2]] " -->|\"" count_of[moves[at]] "\"| s" ids[part[1], part[3]]
    }
  }
  '
}

draw_gantt() {
  # shellcheck disable=SC2016
  REPLY='
  BEGIN { writes = 1; most = 50 }

  function entry() {
  }

  function written(kind, number, text,  holder, bar, title, name) {
    if (kind == "agent") agents[number] = label(field(text, "id"))
    else if (kind ~ /\.title$/) {
      title = index(text, ",\"") ? substr(text, index(text, ",\"") + 1) : "]"
      title = substr(title, 1, length(title) - 1)
      titles[substr(kind, 1, length(kind) - 6), number] = length(title) > 300 ? substr(title, 1, 300) "\"" : title
    }
    holder = field(text, "agent")
    bar = (kind, number) in held ? held[kind, number] : 0
    if (holder == "" || field(text, "status") == "" || holder == (bar ? holders[bar] : "null")) return
    if (bar) {
      ends[bar] = time
      delete held[kind, number]
    }
    if (holder == "null") return
    title = field(text, "title")
    if (substr(title, 1, 1) != "\"") title = titles[kind, number]
    name = label(field(text, "id"))
    held[kind, number] = ++bars
    holders[bars] = holder; starts[bars] = time
    names[bars] = (name == "" ? number : name) " " label(title)
    sub(/ +$/, "", names[bars])
  }

  function drawn(  bar, found, from, agent, sections, at, to, number, state) {
    for (bar = 1; bar <= bars; bar++) if (!(bar in ends) || recent(ends[bar])) shown[++found] = bar
    if (!found) return
    from = found > most ? found - most + 1 : 1
    print "gantt\n    title " titled("Who worked on what", from - 1) "\n    dateFormat x\n    axisFormat %m-%d %H:%M"
    for (at = from; at <= found; at++) {
      agent = holders[shown[at]]
      agent = agent in agents ? agents[agent] : "agent " label("|" agent "|")
      of[at] = agent
      if (agent in seen) continue
      seen[agent] = 1
      for (to = ++sections; to > 1 && (order[to - 1] "") > (agent ""); to--) order[to] = order[to - 1]
      order[to] = agent
    }
    for (to = 1; to <= sections; to++) {
      print "    section " order[to]
      for (at = from; at <= found; at++) if (of[at] == order[to]) task(shown[at], ++number)
    }
  }

  function task(bar, number,  from, to, state) {
    state = bar in ends ? "done" : "active"
    from = milliseconds(starts[bar])
    to = milliseconds(bar in ends ? ends[bar] : now)
    if (to + 0 <= from + 0) to = sprintf("%.0f", from + 1)
    print "    on " names[bar] " :" state ", t" number ", " from ", " to
  }
  '
}

draw_architecture() {
  # shellcheck disable=SC2016
  REPLY='
  BEGIN { most = 30 }

  function entry() {
    if (operation == "tick" || !recent(time)) return
    if (!(agent in count_of)) known[++found] = agent
    count_of[agent]++
    last_of[agent] = sequence
  }

  function written(kind, number, text) {
  }

  function drawn(  at, to, first, agent) {
    if (!found) return
    for (at = 1; at <= found; at++) {
      agent = known[at]
      for (to = at; to > 1 && last_of[order[to - 1]] > last_of[agent]; to--) order[to] = order[to - 1]
      order[to] = agent
    }
    first = found > most ? found - most : 0
    print headed(titled("Who works on the store", first)) "\n    subgraph agents[\"agents\"]"
    for (at = first + 1; at <= found; at++) print "        a" (at - first) "[\"" (order[at] == "" ? "no agent" : order[at]) "\"]"
    print "    end\n    subgraph store[\"store " store "\"]\n        journal[(\"journal#58; " last " entries\")]"
    print "        records[(\"records of " label("|" pattern "|") "\")]\n        spans[(\"spans#58; " files " files\")]"
    if (archived > 0) print "        archive[(\"archived spans#58; " archived " files\")]"
    print "    end"
    for (at = first + 1; at <= found; at++) print "    a" (at - first) " -->|\"" count_of[order[at]] "\"| journal"
    print "    journal --> records\n    journal --> spans"
    if (archived > 0) print "    spans --> archive"
    if (collector != "") print "    collector([\"" label("|" collector "|") "\"])\n    spans -->|flush| collector"
  }
  '
}

draw_dashboard() {
  # shellcheck disable=SC2016
  REPLY='
  BEGIN { writes = 1 }

  function entry() {
  }

  function written(kind, number, text,  now) {
    now = field(text, "status")
    if (now == "") return
    if (first_kind == "") first_kind = kind
    if (kind == "work") first_kind = kind
    known[kind, number] = now
    changed[kind, number] = time
  }

  function drawn(  each, part, name, count, at, to) {
    for (each in known) {
      split(each, part, SUBSEP)
      if (part[1] != first_kind || !recent(changed[each])) continue
      name = label(known[each])
      if (!(name in count_of)) names[++count] = name
      count_of[name]++
    }
    if (!count) return
    for (at = 1; at <= count; at++) {
      name = names[at]
      for (to = at; to > 1 && (order[to - 1] "") > (name ""); to--) order[to] = order[to - 1]
      order[to] = name
    }
    print "pie showData\n    title " titled(label("|" first_kind "|") " by status", 0)
    for (at = 1; at <= count; at++) print "    \"" order[at] "\" : " count_of[order[at]]
  }
  '
}
