"""What leaves the database for other people, and what keeps a bad night from it."""
