"""Documents are read in processes of their own: with limits, without rights, told tasks by name, answering records."""
