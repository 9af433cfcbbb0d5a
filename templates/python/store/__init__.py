"""Everything that runs an operation on a store. It loads os, sys, time, fcntl and itself, nothing else: whatever more
an import drags in costs a command as much as the whole interpreter.
"""
