"""The command line: the second face of every use case; imports no Qt."""
