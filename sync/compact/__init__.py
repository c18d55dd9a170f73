"""How small can a journal be on the line? Columns instead of rows, and a dictionary that both ends ship."""
