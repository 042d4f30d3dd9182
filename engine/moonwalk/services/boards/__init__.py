"""Boards and prizes: standings, what other decisions would change, and who wins what."""
