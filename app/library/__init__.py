"""The collection: files, their tags, URLs, notes and times, how they come in, and how they are found again."""
