"""Sessions: cleared, issued, uploaded, shown."""
