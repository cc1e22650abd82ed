"""Coding segments."""
