"""
Plays what programs do that use the released SDK: python play.py PART HOST [VALUE ...]
What a client would print goes to stdout as it comes, each line after `> `; the last line is a JSON object of what was found.
"""

import json
import sys

import command_line
from clients import EnvironmentClient, ExperimentClient
from models import CodeSpec, EnvironmentSpec, ExperimentMeta, ExperimentSpec, ExperimentTaskSpec, ExperimentTemplateSubmit, GitCodeSpec, KernelSpec
from transport import ApiException


def say(line):
    print(f"> {line}", flush=True)


def refused(call, *values):
    try:
        return {"answer": call(*values)}
    except ApiException as exception:
        return {"status": exception.status, "reason": exception.reason, "says": command_line.error(exception)}


def job(name, command, **more):
    roles = {role: ExperimentTaskSpec(replicas=1, resources="cpu=0.1,memory=512M") for role in ("Master", "Worker")}
    return ExperimentSpec(
        meta=ExperimentMeta(name=name, namespace="default", framework="PyTorch", cmd=command, env_vars={"ENV_1": "ENV1"}, tags=["sdk", "played"]),
        environment=EnvironmentSpec(image="apache/submarine:pytorch-dist-mnist-1.0"), spec=roles, **more,
    )


def life(host, command):
    """An experiment from its creation to its end and deletion."""
    client = ExperimentClient(host, say)
    created = client.create_experiment(job("Sdk-Job", command))
    id = created["experimentId"]
    at_once = client.get_experiment(id)
    client.wait_for_finish(id, 0.1)
    ended = client.get_experiment(id)
    client.get_log(id)
    client.get_log(id, only_master=True)
    found = {
        "created": created, "atOnce": at_once, "ended": ended,
        "rows": command_line.experiment_rows(client.list_experiments()), "withStatus": len(client.list_experiments("Accepted")),
        "logs": {str(status): [one["experimentId"] for one in client.list_log(status)] for status in (None, "succeeded", "Failed")},
        "changeOfWhatHasEnded": refused(client.patch_experiment, id, job("again", command)),
    }
    deleted = client.delete_experiment(id)
    return {**found, "deleted": deleted, "deletion": command_line.deletion(deleted), "gone": [refused(call, id) for call in (client.get_experiment, client.get_log, client.delete_experiment)]}


def errors(host):
    """What is refused, as the command line prints it."""
    client, environments = ExperimentClient(host, say), EnvironmentClient(host)
    wrong_framework, unknown, no_url = job("a", "true"), job("b", "true"), job("c", "true", code=CodeSpec(sync_mode="git", git=GitCodeSpec(url="git@github.com:a/b.git")))
    wrong_framework.meta.framework = "MXNet"
    unknown.environment = EnvironmentSpec(name="nope")
    return {
        "nothing": client.create_experiment(None), "ping": client.ping(), "artifacts": client.get_artifact_paths("unknown"),
        "framework": refused(client.create_experiment, wrong_framework), "environment": refused(client.create_experiment, unknown), "code": refused(client.create_experiment, no_url),
        "oldId": refused(client.get_experiment, "experiment_123456789_0001"), "oddId": refused(client.get_experiment, "a/b?c#d é%"),
        "change": refused(client.patch_experiment, "experiment-1-0001", None), "dictionary": refused(client.create_experiment, {"meta": {"foo": 1}}),
        "noEnvironment": refused(environments.get_environment, "nope"), "nothingStored": refused(environments.create_environment, None),
        "noName": refused(environments.create_environment, EnvironmentSpec(docker_image="x")),
    }


def environments(host):
    """Environments: stored, listed, replaced, deleted, with a name that needs every kind of escape."""
    client, name = EnvironmentClient(host), "my env/1+2?é#%"
    kernel = KernelSpec(name="submarine_jupyter_py3", channels=["defaults"], conda_dependencies=[], pip_dependencies=["a==1"])
    created = client.create_environment(EnvironmentSpec(name=name, kernel_spec=kernel, docker_image="apache/submarine:jupyter-notebook-0.8.0"))
    found = {"created": created, "got": client.get_environment(name), "rows": command_line.environment_rows(client.list_environments()), "twice": refused(client.create_environment, EnvironmentSpec(name=name))}
    updated = client.update_environment(name, EnvironmentSpec(name=name, description="new"))
    return {**found, "updated": updated, "seen": client.get_environment(name), "deleted": client.delete_environment(name), "gone": refused(client.get_environment, name), "rowsAfter": command_line.environment_rows(client.list_environments("x"))}


def template(host):
    """An experiment of a template."""
    client = ExperimentClient(host, say)
    made = client.submit_experiment_template("tf-mnist", ExperimentTemplateSubmit(params={"experiment_name": "Of-Template", "learning_rate": "0.5"}))
    return {"made": made, "deleted": command_line.deletion(client.delete_experiment(made["experimentId"])), "illegal": refused(client.submit_experiment_template, "tf-mnist", ExperimentTemplateSubmit(params={"bogus": "1"}))}


def change(host):
    """A job is changed by a model and by what an answer showed, while it runs or waits."""
    client = ExperimentClient(host, say)
    id = client.create_experiment(job("Changed", "sleep 60"))["experimentId"]
    wider = job("Changed", "sleep 60")
    wider.spec["Worker"].replicas = 2
    changed = client.patch_experiment(id, wider)
    echo = client.get_experiment(id)["spec"]
    echo["meta"]["tags"] = ["echo"]
    return {"changed": changed, "echoed": client.patch_experiment(id, echo), "seen": client.get_experiment(id), "deletion": command_line.deletion(client.delete_experiment(id))}


def forms(host):
    """One request of each form."""
    client = ExperimentClient(host, say)
    client.create_experiment(job("Form", "true"))
    client.create_experiment(None)
    client.create_experiment({"meta": None})
    client.list_experiments()
    client.list_experiments("Running")
    client.get_experiment("a/b c&d")
    client.delete_experiment("x")
    return {}


if __name__ == "__main__":
    part, *values = sys.argv[1:]
    print(json.dumps({"life": life, "errors": errors, "environments": environments, "template": template, "change": change, "forms": forms}[part](*values)), flush=True)
