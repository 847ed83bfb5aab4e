"""Many runners at once: virtual runners who train by the real rules, and what comes of it."""
