"""Strangers' code in processes of its own: what is asked there, how it travels, and with which limits."""
