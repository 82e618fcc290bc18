"""AutoML trials: a warm process that reads a data set once and trains one classifier a request.

Started by the worker as `python -m rungraph_trials`; `server.py` has the protocol.
"""
