"""A challenge rehearsed: seasons of made-up people, scored by the very functions that score real ones."""
