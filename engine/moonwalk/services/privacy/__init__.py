"""Who sees what of whom: publications for others, looks at one person, entries that are not kept."""
