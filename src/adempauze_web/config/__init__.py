"""How the site is set up: its settings, its home folder, its addresses and its start."""
