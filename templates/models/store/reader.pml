#ifdef READER
// A query takes no lock: it reads state, the slots, and state again. What it read counts when state is clean both times,
// and the same. Then nothing was folded meanwhile, so each slot can be compared when it is read.
proctype reader()
{
  byte slot;
  bool same, wrong;

again:
  atomic { !dirty -> changed = false }
  do
  :: slot < SLOTS && !changed ->
    d_step {
      slot++;
      compare_slot(disk, folded, slot);
      wrong = wrong || !same;
      same = false
    }
  :: slot == SLOTS || changed -> break                       // it is of no use any more
  od;
  atomic {
    if
#ifndef MUTANT_READER_ONCE
    :: dirty || changed
#endif
    :: else -> assert(!wrong)
    fi;
    d_step { slot = 0; wrong = false; changed = false }
    goto again
  }
}
#endif
