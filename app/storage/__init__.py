"""State on disk: the database behind one choke point, its schema, the one writer, and the file store."""
