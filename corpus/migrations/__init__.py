"""How the database of decisions came to have the shape it has, revision by revision (Alembic)."""
