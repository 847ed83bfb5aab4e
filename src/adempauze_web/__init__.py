"""The site: pages, accounts and the API around the library."""
