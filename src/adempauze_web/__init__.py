"""The site: Django pages and a small API around the library. It holds no physiology and no rule."""
