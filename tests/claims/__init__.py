"""What a crawl claims of a portal with one thing broken: faults by seed, the city that serves them, the judgement."""
