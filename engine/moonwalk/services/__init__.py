"""Use cases: the one place where the layers meet. The command line and the screen call these."""
