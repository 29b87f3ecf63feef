"""Estimate + target -> Verdict: met, missed or undecided, and how a board of verdicts stands."""
