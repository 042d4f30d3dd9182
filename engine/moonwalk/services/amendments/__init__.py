"""A launched challenge is amended: what its new text changes, for whom, and from when on."""
