"""The store: one SQLite file that holds facts. Reads take a `Database`, writes a `Transaction`."""
