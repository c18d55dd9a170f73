"""The province's side of the exchange: an ASGI application over one store and one folder of files."""
