"""What every engine must do, told by tests that run on any: see ``contract``."""
