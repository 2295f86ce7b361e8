"""What everything else is made of: choices, specs, snapshots, the registry. Standard library only."""
