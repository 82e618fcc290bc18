"""The clients of the released SDK: which request each method sends, and what it makes of the answer."""

import time

from transport import Transport


class ExperimentClient:
    def __init__(self, host, say=print):
        self.api, self.say = Transport(host), say

    def create_experiment(self, spec):
        return self.api.result("POST", "/v1/experiment", body=spec)

    def patch_experiment(self, id, spec):
        return self.api.result("PATCH", "/v1/experiment/{id}", {"id": id}, body=spec)

    def get_experiment(self, id):
        return self.api.result("GET", "/v1/experiment/{id}", {"id": id})

    def list_experiments(self, status=None):
        return self.api.result("GET", "/v1/experiment", query={"status": status})

    def delete_experiment(self, id):
        return self.api.result("DELETE", "/v1/experiment/{id}", {"id": id})

    def list_log(self, status):
        return self.api.result("GET", "/v1/experiment/logs", query={"status": status})

    def get_log(self, id, only_master=False):
        pods = self._logs(id)
        for pod in pods[:1] if only_master else pods:
            self.say(f"pod {pod['podName']}")
            for line in pod["podLog"]:
                self.say(line)

    def wait_for_finish(self, id, polling_interval=10.0):
        """Says the lines of the first pod as they come. As the original it never ends for an experiment that fails."""
        said = 0
        while True:
            status = self.get_experiment(id)["status"]
            said = self._say_new(id, said)
            if status in ("Succeeded", "Deleted"):
                return
            time.sleep(polling_interval)

    def _say_new(self, id, said):
        for pod in self._logs(id)[:1]:
            for line in pod["podLog"][said:]:
                self.say(line)
                said += 1
        return said

    def _logs(self, id):
        return self.api.result("GET", "/v1/experiment/logs/{id}", {"id": id})["logContent"]

    # Of the lower level.
    def submit_experiment_template(self, name, submit):
        return self.api.result("POST", "/v1/experiment/{name}", {"name": name}, body=submit)

    def ping(self):
        return str(self.api.call("GET", "/v1/experiment/ping"))

    def get_artifact_paths(self, id):
        return self.api.result("GET", "/v1/experiment/artifacts/{id}", {"id": id})


class EnvironmentClient:
    def __init__(self, host):
        self.api = Transport(host)

    def create_environment(self, spec):
        return self.api.result("POST", "/v1/environment", body=spec)

    def update_environment(self, name, spec):
        return self.api.result("PATCH", "/v1/environment/{id}", {"id": name}, body=spec)

    def get_environment(self, name):
        return self.api.result("GET", "/v1/environment/{id}", {"id": name})

    def list_environments(self, status=None):
        return self.api.result("GET", "/v1/environment", query={"status": status})

    def delete_environment(self, name):
        return self.api.result("DELETE", "/v1/environment/{id}", {"id": name})
