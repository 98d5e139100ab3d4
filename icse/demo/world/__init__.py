"""The demo world: planned from a seed without a database, then lived through the service's own actions."""
