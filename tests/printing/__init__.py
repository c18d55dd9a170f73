"""Is the paper right to the letter? Read as text, then as a picture, then as bytes."""
