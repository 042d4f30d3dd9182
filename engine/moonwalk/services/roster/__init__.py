"""Who takes part: people, their teams, their pauses and targets, and their rights."""
