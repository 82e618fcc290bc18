"""Runs commands for the engine: each under a small process of its own that sees to it that nothing of it is left behind."""
