"""What a file is: its kind by its bytes, its hashes, its measures, its small pictures. Runs in worker processes."""
