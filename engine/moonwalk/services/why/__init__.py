"""Explains points, scores and places, and what changed between two moments."""
