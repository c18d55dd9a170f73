"""One module a screen: it builds widgets, asks, changes and shows; it holds no rule, thread or timer."""
