"""Word documents: the national or interim pack, and a brief for each area."""
