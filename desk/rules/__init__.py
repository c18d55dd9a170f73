"""Pure rules of the desk: frozen values and functions; no clock, no disk, no session, standard library only."""
