"""Servers on loopback that answer as planned."""
