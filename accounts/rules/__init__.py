"""The rules of who sees what, a module a part; ``accounts.visibility`` puts them together."""
