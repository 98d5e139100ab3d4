"""The proof of the partition: generated worlds, an independent oracle, and faults that both must catch."""
