"""What a phone takes along, so that a session needs no network: an app, its worker, what is kept."""
