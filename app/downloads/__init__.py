"""Gallery queries and pages of URLs: what to fetch next, what became of it, and the workers that do it."""
