"""Why a person, a team or a place is what it is, and what changed between two moments."""
