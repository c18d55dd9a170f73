"""The print room: official paper from frozen documents; knows no Qt and no store."""
