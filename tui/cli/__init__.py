"""The command line: entry point, commands and what they print."""
