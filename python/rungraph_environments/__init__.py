"""Python environments for jobs: made once by a task of the engine, then read by all that ask for the same packages."""
