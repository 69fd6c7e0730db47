"""Many documents in one file: CSV rows, JSON lines, JSON lists."""
