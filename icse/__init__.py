"""Cross-border victim identification: composition, and what every app stands on."""
