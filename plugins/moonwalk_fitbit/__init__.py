"""fitbit."""
