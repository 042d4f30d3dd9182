"""full_house."""
