"""What a Python program needs to be an agent of IPA Workflow; copy this file beside yours. Python 3.8 or newer, nothing else.

The protocol: the input is one JSON value on standard input, everything else is a line of JSON on standard output. The first
line says that the protocol is spoken; standard error is the log.
"""

import contextlib
import json
import sys
import traceback

_out = sys.stdout


class Failure(Exception):
    """Raise it to fail with a kind of your own, and to say whether trying again can help."""

    def __init__(self, message, kind="agent", retryable=True):
        super().__init__(message)
        self.kind = kind
        self.retryable = retryable


def log(message, level="info"):
    """A line of the log; the level is debug, info, warning or error."""
    _tell({"log": message, "level": level})


def progress(message, fraction=None):
    """How far it is; the fraction is 0 to 1 where it is known."""
    _tell({"progress": message, "fraction": fraction})


def run(agent):
    """Calls agent(input) and hands over what it returns, which must be JSON. What it prints is logged."""
    _tell({"protocol": "ipa-agent/1"})
    try:
        with contextlib.redirect_stdout(sys.stderr):
            output = agent(json.load(sys.stdin))
        _tell({"output": output})
    except Failure as failure:
        _tell({"error": {"message": str(failure), "kind": failure.kind, "retryable": failure.retryable}})
    except Exception as error:
        traceback.print_exc()
        _tell({"error": {"message": f"{type(error).__name__}: {error}"}})


def _tell(message):
    _out.write(json.dumps(message, allow_nan=False) + "\n")
    _out.flush()
