"""The exchange: how the journal walks to the province over whatever line there is."""
