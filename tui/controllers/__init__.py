"""What the main screen does, a controller for each kind of thing; none knows another, only the Workspace they serve."""
