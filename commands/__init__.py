"""The verbs of the `analyse` command, a module a group. They parse, call and print; the rooms do the work."""
