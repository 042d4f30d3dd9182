"""streaks."""
