"""How fast is the desk, and against what? Each subject stands beside a floor or a peer of the same run; none asserts a time."""
