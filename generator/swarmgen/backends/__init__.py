"""Back ends: a resolved registry in, a mapping of path to text out. They never see YAML and never touch the disk."""
