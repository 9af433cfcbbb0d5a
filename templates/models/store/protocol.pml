  // One operation after the other, as generator/STORE.md section 4 says; the numbers are those of its steps. To be killed
  // is one way to go on wherever something has been left behind: never the only one, and never preferred.
idle:
  atomic {
#ifndef MUTANT_NO_LOCK
    lock == 0 -> lock = me;                                  // 1
#endif
    busy[me] = true;
    unseen[me] = ahead;                                      // 3
#ifndef MUTANT_NO_RECOVERY
    if
    :: dirty -> goto recover
    :: else
    fi;
#endif
decide:
    skip;
    d_step {
      check_fold();
      copy_all(view, disk)
    }
    operation();                                             // 7
    d_step {
      forget_locals();
      collect_writes()
    }
    if
    :: writes != 0 -> goto commit
    :: else                                                  // 8: nothing changed, no entry
    fi;
refused:
    skip;
    d_step {
      assert(!told);
      forget();
      unlock()
    }
    goto idle;
commit:
#ifdef MUTANT_EARLY_UNLOCK
    lock = 0;
#endif
#ifdef MUTANT_ACK_FIRST
    told = true;
#endif
    skip
  }

#ifndef MUTANT_NO_DIRTY_MARK
  if                                                         // 11
  :: d_step { dirty = true; ahead = unseen[me] }
  :: d_step { die() } -> goto idle
  fi;
#endif

#ifdef MUTANT_SLOTS_FIRST
  d_step {
    slot = 1;
    do
    :: (writes >> slot) & 1 -> break
    :: else -> slot++
    od;
    copy_slot(disk, view, slot);
    slot = 0
  }
#endif

  if                                                         // 12: the first bytes of the line
  :: d_step {
      assert(unseen[me] == 0 && !torn);                      // the journal is as long as state says
      torn = true;
      copy_all(line, view);
      line_writes = writes; line_by = me; line_acknowledged = false
    }
  :: d_step { die() } -> goto idle
  fi;

  if
  :: d_step {                                                // the rest of them, and the newline
      lawful();
      fold_line();
      sound();
      complete_line()
    }
  :: d_step { torn = false; forget_line() } ->               // no room: cut to the old length
    if
    :: d_step { dirty = false; ahead = unseen[me] } -> goto refused
    :: d_step { die() } -> goto idle
    fi
  :: d_step { die() } -> goto idle
  fi;

#ifdef MUTANT_CLEAN_EARLY
  d_step { dirty = false; ahead = unseen[me] - 1 };
#endif

slots:                                                       // 13
  do
  :: writes != 0 -> d_step { write_next_slot() }
  :: writes == 0 -> break
  :: d_step { die() } -> goto idle
  :: !redo -> goto done                                      // storage fails: the entry counts, the store stays dirty
  od;

  if                                                         // 14
  :: d_step {
      dirty = false;
      ahead = unseen[me] - 1;
      copy_counts(disk, view);
#ifdef READER
      changed = true;
#endif
      forget_line();
      unseen[me] = ahead
    }
  :: d_step { die() } -> goto idle
  :: !redo -> goto done
  fi;
  if
  :: redo -> d_step { redo = false; empty_all(view) } -> goto decide
  :: else
  fi;

done:
  atomic {                                                   // 15
    skip;
    d_step {
      forget();
      unlock()
    }
  }
  d_step {                                                   // 17: the caller is told
    assert(committed[me]);
    committed[me] = false;
    line_acknowledged = line_acknowledged || line_by == me
  }
  goto idle;

recover:                                                     // the lock is held, and state is dirty
  if
#if defined(MUTANT_TORN_ACCEPTED)
  :: torn || ahead == 1 ->
#elif defined(MUTANT_CUT_COMPLETE)
  :: false ->
#else
  :: ahead == 1 && !torn ->                                  // exactly one complete line: the rest of it is done
#endif
    d_step {
      redo = true;
      copy_all(view, line);
      writes = line_writes;
      unseen[me] = 1
    }
#ifdef MUTANT_NO_REDO
    writes = 0;
#endif
    goto slots
  :: else ->                                                 // anything else has not happened
#ifndef MUTANT_NO_CUT
    if
    :: d_step { cut_tail() }
    :: d_step { die() } -> goto idle
    fi;
#endif
    if
    :: d_step { dirty = false; unseen[me] = ahead } -> goto decide
    :: d_step { die() } -> goto idle
    fi
  fi
