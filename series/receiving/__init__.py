"""Receiving files in pieces: what is safely on the disk, and what has been made of it."""
