"""Reports in the database: organs, versions, values and what they replaced, what two years say together."""
