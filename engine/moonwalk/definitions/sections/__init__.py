"""The sections of a challenge, as models whose fields are the keys of the file."""
