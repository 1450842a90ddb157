"""Races and profiles, on corpora of any size. Not collected by default: these measure, they judge nothing."""

import sys

sys.dont_write_bytecode = False  # as the verbs have it: compiling is not what is measured
