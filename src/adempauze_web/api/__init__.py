"""JSON for the player and for programs."""
