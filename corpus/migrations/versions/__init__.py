"""The revisions, each in a file that begins with its number."""
