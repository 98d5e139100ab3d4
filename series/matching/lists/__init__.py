"""Lists of hashes: reading them, and marking what is here. For workers and the command line."""
