"""The archive as the source: what is stored is read again, offline, and compared before anything is written."""
