"""Boards and prizes: who is where, who would be, and who gets what."""
