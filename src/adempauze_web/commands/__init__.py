"""The commands of ``adempauze`` that need the site and its database."""
