"""The database and the archive: schema, migrations, ledger, store, views."""
