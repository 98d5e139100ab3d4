"""Figures: each answers a question against a peer in the same run. See docs/performance.md."""
