"""Dialogs; each is asked by a classmethod ``ask``."""
