"""The panels of the window, one small file each."""
