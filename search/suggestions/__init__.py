"""What else might have been meant, and completions while typing."""
