"""What crawls leave in the database: portals, expected reports, downloads, visits, what is known for the next night."""
