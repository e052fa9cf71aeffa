"""The application without a screen: one experiment, where it stands, and how to move in it."""
