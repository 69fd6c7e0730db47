"""What the app knows and does, without a widget: the question, the index session, the user's data."""
