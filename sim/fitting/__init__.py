"""[fitting] History -> Scenario: what can be learnt of a process from an office's own log."""
