"""Gives every Namespace with a label "team" a ConfigMap that names the team."""

import kopf
from kubernetes import client, config
from kubernetes.client.exceptions import ApiException


@kopf.on.startup()
def configure(**_):
    config.load_kube_config()


@kopf.on.create("namespaces", labels={"team": kopf.PRESENT})
@kopf.on.update("namespaces", labels={"team": kopf.PRESENT})
@kopf.on.resume("namespaces", labels={"team": kopf.PRESENT})
def reconcile(name, labels, **_):
    write(name, labels["team"])


@kopf.on.event("configmaps", field="metadata.name", value="team")
def restore(type, namespace, **_):
    """Writes the ConfigMap anew when somebody has deleted it."""
    if type != "DELETED":
        return
    owner = client.CoreV1Api().read_namespace(namespace)
    team = (owner.metadata.labels or {}).get("team")
    if team is not None and owner.metadata.deletion_timestamp is None:
        write(namespace, team)


def write(namespace, team):
    api = client.CoreV1Api()
    body = {"metadata": {"name": "team"}, "data": {"name": team}}
    try:
        api.create_namespaced_config_map(namespace, body)
    except ApiException as error:
        if error.status != 409:  # It is there already.
            raise
        api.patch_namespaced_config_map("team", namespace, body)
