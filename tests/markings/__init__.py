"""Markings: shown everywhere, and enforced."""
