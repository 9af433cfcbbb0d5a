"""What specifications mean. Knows nothing of YAML, templates or the disk."""
