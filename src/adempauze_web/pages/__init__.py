"""What is the same for everybody: protocols, knowledge, and the pages for when something is wrong."""
