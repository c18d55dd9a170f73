"""Scan room: paper becomes pictures, pictures become clean files. Knows desk/, no Qt and no printing."""
