"""Widgets: one idea each. They are told what to show, and tell what was done with messages."""
