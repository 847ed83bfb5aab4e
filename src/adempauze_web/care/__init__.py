"""What comes around a session: the rule book, the quiz, check-ins, and who lifts what."""
