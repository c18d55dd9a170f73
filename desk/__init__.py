"""The record room: dossiers, their rules and their journal; knows no screen, network or paper."""
