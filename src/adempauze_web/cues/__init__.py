"""What a runner hears and feels in a session: which cues, how often, and in whose voice."""
