"""The reference interpreter: runs the operations of a pattern on records in memory, straight from the IR.

It knows nothing of files, slots or linked lists: queues are found by scanning and sorting, lists by the order in which
their members came. So it can contradict the generated code, which is what it is for; `swarmgen simulate` runs on it
too. Only the due times follow the store's own mechanics (`wheel`), because these decide how many ticks there are.
"""
