"""The main screen, and the modal ones that are laid over it."""
