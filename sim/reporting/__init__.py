"""Estimates, verdicts and logs as words, tables and files; computes nothing."""
