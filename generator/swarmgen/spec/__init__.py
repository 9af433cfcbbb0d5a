"""What authors wrote: YAML with positions, parsed to frozen classes, names not yet resolved."""
