"""The panes and rows of the main screen; each widget's messages are nested in it."""
