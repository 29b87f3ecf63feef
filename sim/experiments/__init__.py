"""Many runs: over scenarios, on several cores."""
