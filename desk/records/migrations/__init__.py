"""How does an older store become a newer one? Alembic steps that import nothing of ours."""
