"""Races and profiles, on corpora of any size. Not collected by default: these measure, they judge nothing."""
