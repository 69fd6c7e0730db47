"""What the operating system does for the app: clipboard, viewer."""
