"""Tables only: what the store keeps for searching and showing; the journal is the truth behind them."""
