"""From a pattern to one standalone bash coordinator: the runtime, records and links, and a function per operation."""
