"""What happens to one capture: deduplicate, archive, read, check, store."""
