"""Files that somebody made to do harm, each through the whole of ingest."""
