"""What clients of the released SDK build their requests of: attributes in snake case, of which those that are None are not sent."""


class Model:
    #: attribute -> key in JSON
    keys: dict = {}

    def __init__(self, **values):
        unknown = set(values) - set(self.keys)
        if unknown:
            raise TypeError(f"{type(self).__name__} has no {sorted(unknown)}")
        for attribute in self.keys:
            setattr(self, attribute, values.get(attribute))


def _model(name, *attributes):
    def camel(attribute):
        first, *rest = attribute.split("_")
        return first + "".join(part.capitalize() for part in rest)

    return type(name, (Model,), {"keys": {attribute: camel(attribute) for attribute in attributes}})


ExperimentSpec = _model("ExperimentSpec", "meta", "environment", "spec", "code", "experiment_handler_spec")
ExperimentMeta = _model("ExperimentMeta", "name", "namespace", "framework", "cmd", "env_vars", "experiment_id", "tags")
ExperimentTaskSpec = _model("ExperimentTaskSpec", "replicas", "resources", "name", "image", "cmd", "env_vars", "cpu", "memory", "gpu")
EnvironmentSpec = _model("EnvironmentSpec", "name", "docker_image", "kernel_spec", "description", "image")
KernelSpec = _model("KernelSpec", "name", "channels", "conda_dependencies", "pip_dependencies")
CodeSpec = _model("CodeSpec", "sync_mode", "git")
GitCodeSpec = _model("GitCodeSpec", "url", "branch", "username", "password", "trust_certs")
ExperimentTemplateSubmit = _model("ExperimentTemplateSubmit", "name", "params")


def as_json(value):
    """A request body: models without what is None, plain dictionaries as they are."""
    if isinstance(value, Model):
        return {key: as_json(getattr(value, attribute)) for attribute, key in value.keys.items() if getattr(value, attribute) is not None}
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    return value
