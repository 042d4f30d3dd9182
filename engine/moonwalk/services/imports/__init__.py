"""Imports of entries: read into a staging table, landed in short transactions, listed, and undone."""

from moonwalk.services.imports.importer import import_entries

__all__ = ["import_entries"]
