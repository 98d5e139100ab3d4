"""What people write: its language, its marks, its translation. No rows are read or written here."""
