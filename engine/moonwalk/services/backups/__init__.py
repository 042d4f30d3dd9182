"""Backups of a whole workspace: made, checked, and put back."""
