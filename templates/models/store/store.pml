// The store of generator/STORE.md sections 1 to 4, as far as kills can hurt it.
byte lock;                         // the process that holds the lock
bool dirty;                        // the mark in the file state
byte ahead;                        // complete lines of the journal that the length in state does not count
bool torn;                         // bytes after the last newline of the journal
Records disk;                      // the slots; the numbers made stand in state
Records line;                      // what the last line says, while state does not count it
short line_writes;                 // bit s: it has slot s
byte line_by;                      // whose line it is

// Only the checks look at these.
Records folded;                    // the fold of all complete lines of the journal
bool busy[PROCESSES + 1];          // the process is inside its transaction
byte unseen[PROCESSES + 1];        // lines that the journal has and the state which the process read does not count
bool committed[PROCESSES + 1];     // its operation is a complete line of the journal
bool line_acknowledged;            // somebody was told that the last line is done
#ifdef READER
bool changed;                      // state has other values than the reader found
#endif

inline any(NUMBER, MOST)
{
  NUMBER = 0;
  do
  :: NUMBER < MOST -> NUMBER++
  :: break
  od
}

inline pick(NUMBER, MOST)
{
  if
  :: MOST == 0 -> goto refused
  :: else
  fi;
  NUMBER = 1;
  do
  :: NUMBER < MOST -> NUMBER++
  :: break
  od
}

// The model has no room for more: what would need it does not happen.
inline within(NUMBER, MOST)
{
  if
  :: NUMBER > MOST -> goto refused
  :: else
  fi
}

inline copy_all(TO, FROM)
{
  for (slot : 1 .. SLOTS) { copy_slot(TO, FROM, slot) }
  slot = 0;
  copy_counts(TO, FROM)
}

inline empty_all(RECORDS)
{
  for (slot : 1 .. SLOTS) { empty_slot(RECORDS, slot) }
  slot = 0;
  empty_counts(RECORDS)
}

inline check_fold()
{
  for (slot : 1 .. SLOTS) {
    compare_slot(disk, folded, slot);
    assert(same)
  }
  compare_counts(disk, folded);
  assert(same);
  slot = 0; same = false
}

// What the operation changed; the rest of its view is forgotten.
inline collect_writes()
{
  writes = 0;
  for (slot : 1 .. SLOTS) {
    compare_slot(view, disk, slot);
    if
    :: same -> empty_slot(view, slot)
    :: else -> writes = writes | (1 << slot)
    fi
  }
  slot = 0; same = false
}

inline fold_line()
{
  for (slot : 1 .. SLOTS) {
    if
    :: (writes >> slot) & 1 -> copy_slot(folded, view, slot)
    :: else
    fi
  }
  slot = 0;
  copy_counts(folded, view)
}

// The newline: from here on the operation has happened.
inline complete_line()
{
  torn = false;
  ahead++;
  committed[me] = true;
  for (k : 1 .. PROCESSES) { unseen[k] = unseen[k] + busy[k] }
  k = 0
}

inline write_next_slot()
{
  slot = 1;
  do
  :: (writes >> slot) & 1 -> break
  :: else -> slot++
  od;
  copy_slot(disk, view, slot);
  empty_slot(view, slot);
  writes = writes ^ (1 << slot);
  slot = 0
}

inline forget_line()
{
  empty_all(line);
  line_writes = 0; line_by = 0; line_acknowledged = false
}

// Bytes after what state counts are cut off the journal.
inline cut_tail()
{
  torn = false;
  if
  :: ahead == 0
  :: else ->
    assert(!line_acknowledged);
    committed[line_by] = false;
    ahead = 0
  fi;
  forget_line()
}

inline forget()
{
  empty_all(view);
  writes = 0; redo = false; told = false; busy[me] = false; unseen[me] = 0;
  forget_locals()
}

inline unlock()
{
  if
  :: lock == me -> lock = 0
  :: else
  fi
}

// The process is killed: its memory is gone, and the kernel frees its lock. What it told its caller stays true.
inline die()
{
  assert(!told || committed[me]);
  forget();
  committed[me] = false;
#ifndef MUTANT_LOCK_STAYS
  unlock()
#else
  skip
#endif
}
