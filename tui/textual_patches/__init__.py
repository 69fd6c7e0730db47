"""Changes to Textual that are kept only as long as measurements say that they pay."""
