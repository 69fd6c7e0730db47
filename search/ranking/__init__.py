"""What a match is worth, and in which order matches are shown."""
