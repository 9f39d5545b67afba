"""In the place of kr8s' own conftest.py: the cluster of KUBECONFIG instead of one that pytest-kind makes."""

import gc
import os
import subprocess
import time
from pathlib import Path

import pytest


class GivenCluster:
    """What the tests want of a cluster: where its kubeconfig is, and a kubectl, which is tried again as people do."""

    name = "given"

    def __init__(self):
        self.kubeconfig_path = Path(os.environ["KUBECONFIG"]).resolve()

    def kubectl(self, *args, **_kwargs):
        command = [os.environ.get("KUBECTL", "kubectl"), *args]
        for _attempt in range(6):
            done = subprocess.run(command, capture_output=True, text=True)
            said = done.stderr.lower()
            if done.returncode == 0 or "already exists" in said or "not found" in said:
                return done.stdout
            time.sleep(0.3)
        raise RuntimeError(done.stderr)


@pytest.fixture
def ensure_gc():
    gc.collect()
    yield
    gc.collect()


@pytest.fixture(scope="session", autouse=True)
def k8s_cluster():
    yield GivenCluster()
