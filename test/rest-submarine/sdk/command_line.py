"""What the command line of the released SDK reads of the answers; any field that is not as it expects raises here as it does there."""

import json


def experiment_rows(experiments):
    """The table of `submarine list experiment`."""
    return [
        [one["spec"]["meta"]["name"], one["experimentId"], ",".join(one["spec"]["meta"]["tags"]), one["finishedTime"], one["createdTime"], one["runningTime"], one["status"]]
        for one in experiments
    ]


def environment_rows(environments):
    """The table of `submarine list environment`."""
    return [[one["environmentSpec"]["name"], one["environmentId"], one["environmentSpec"]["dockerImage"]] for one in environments]


def deletion(experiment):
    """`submarine delete experiment --wait`."""
    return "deleted" if experiment["status"] == "Deleted" else "Failed"


def error(exception):
    """What each command prints of a failure."""
    return f"[Api Error] {json.loads(exception.body)['message']}"
