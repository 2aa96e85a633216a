"""The steps from one schema to the next (Alembic). `pipelines.storage.database` runs them; there is no alembic.ini.

To add one, change models.py, then in a checkout:

    python -c "from alembic import command; from pipelines.storage.database import migration_config; \
        command.revision(migration_config(), 'say what it does', autogenerate=True, rev_id='0002')"

and read what it wrote before committing it. A migration names every type and constraint itself and imports nothing
of models.py: it must do the same in ten years. Views are no business of a migration (see pipelines/views).
"""
