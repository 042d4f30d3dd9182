"""Engines: where a challenge is scored in full. All of them use the functions of `moonwalk.scoring`."""
