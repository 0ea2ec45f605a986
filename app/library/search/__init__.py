"""Search: bitmaps of files by tag, kept in memory over the rows that are the truth."""
