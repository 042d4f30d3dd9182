"""What participants do by themselves: personal links, today's activities, own points and places."""
