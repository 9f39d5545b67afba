import json
import os
import ssl
import time
import urllib.request

from kopf.testing import KopfRunner
from kubernetes import client, config
from kubernetes.client.exceptions import ApiException


def fault(body):
    """Asks the fake apiserver for a fault."""
    request = urllib.request.Request(
        os.environ["FAKE_APISERVER_ADMIN"] + "/faults",
        json.dumps(body).encode(),
        {
            "Content-Type": "application/json",
            "Authorization": "Bearer " + os.environ["FAKE_APISERVER_TOKEN"],
        },
    )
    trust = ssl.create_default_context(cafile=os.environ["FAKE_APISERVER_CA"])
    urllib.request.urlopen(request, context=trust).close()


def expect_team(api, want):
    """Waits until the ConfigMap names the team."""
    found = None
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            found = api.read_namespaced_config_map("team", "shop").data["name"]
        except ApiException as error:
            if error.status != 404:
                raise
            found = None
        if found == want:
            return
        time.sleep(0.05)
    raise AssertionError(f"the ConfigMap says {found!r}, not {want!r}")


def test_team():
    config.load_kube_config()
    api = client.CoreV1Api()
    shop = {"metadata": {"name": "shop", "labels": {"team": "red"}}}

    with KopfRunner(["run", "-A", "--standalone", "operator_team.py"]) as runner:
        api.create_namespace(shop)
        expect_team(api, "red")

        # All open watches end with 410 Gone. A change comes meanwhile.
        fault({"on": {"verb": "watch", "open": True}, "do": {"expire": "event410"}})
        api.patch_namespace("shop", {"metadata": {"labels": {"team": "blue"}}})
        expect_team(api, "blue")

        # Somebody deletes what the operator made.
        api.delete_namespaced_config_map("team", "shop")
        expect_team(api, "blue")

    assert runner.exit_code == 0, runner.output
