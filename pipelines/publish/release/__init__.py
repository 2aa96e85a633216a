"""A release: what the database holds as files that one can cite, each read again and compared before it counts."""
