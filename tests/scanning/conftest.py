"""A real office behind the tray."""

from tests.desk.conftest import _no_keyring, clock, founded, new_office, store  # noqa: F401 - fixtures
