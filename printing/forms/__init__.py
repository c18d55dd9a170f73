"""One module a form; each lays one frozen document out on the shared layout."""
