"""The demo world: invented countries' units, invented texts, and pictures drawn by the program. Never any person."""
