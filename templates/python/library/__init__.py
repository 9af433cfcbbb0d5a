"""What the typed coordinators of all patterns share."""
