"""Carrying packages to the platforms: drafts and messages, each once, with a ledger of what went where."""
