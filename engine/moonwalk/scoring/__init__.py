"""Scoring: pure functions from facts to awards, totals and standings. No files, no SQL, no clock."""
