"""What speaks for two series belonging together is found by proposers, and written down for who may see all of it."""
