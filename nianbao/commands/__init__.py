"""One module a command, named after it; an underscore at the end keeps a name clear of Python's own words."""
