"""The sentences of the interface, in Chinese and English."""
