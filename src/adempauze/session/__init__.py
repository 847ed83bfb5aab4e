"""Playing a session: the sheet, the events, the engine and its log."""
