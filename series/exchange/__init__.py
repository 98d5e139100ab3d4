"""Series and items in the formats that other programs read."""
