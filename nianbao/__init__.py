"""The application: the command line, what its commands do, ask and show. Nothing imports it."""
