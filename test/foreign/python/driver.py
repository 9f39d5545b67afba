"""Drives the SharedInformer of the official Python client, one for each address given."""

import json
import os
import sys
import threading

from kubernetes import client
from kubernetes.informer import ADDED, DELETED, ERROR, MODIFIED, SharedInformer

lock = threading.Lock()


def say(index, line):
    with lock:
        print(index, json.dumps(line), flush=True)


def key_of(obj):
    return f"{obj.metadata.namespace}/{obj.metadata.name}"


def start(index, server):
    configuration = client.Configuration()
    configuration.host = server
    configuration.api_key = {"authorization": f"Bearer {os.environ['TOKEN']}"}
    api = client.CoreV1Api(client.ApiClient(configuration))
    informer = SharedInformer(api.list_namespaced_config_map, namespace="default")
    for kind, event in ((ADDED, "add"), (MODIFIED, "update"), (DELETED, "delete")):
        informer.add_event_handler(
            kind, lambda obj, event=event: say(index, {"event": event, "key": key_of(obj)})
        )
    informer.add_event_handler(ERROR, lambda error: say(index, {"event": "error", "text": str(error)[:200]}))
    informer.start()

    def tell_sync():
        while informer._resource_version is None:
            threading.Event().wait(0.1)
        say(index, {"event": "synced"})

    threading.Thread(target=tell_sync, daemon=True).start()
    return informer


def stop(index, informer):
    informer.stop()
    say(index, {"event": "stopped"})


informers = [start(index, server) for index, server in enumerate(sys.argv[1:])]
for line in sys.stdin:
    command = line.split()
    if command[0] == "stop":
        which = int(command[1])
        threading.Thread(target=stop, args=(which, informers[which]), daemon=True).start()
        continue
    for index, informer in enumerate(informers):
        cache = {key_of(obj): obj.metadata.resource_version for obj in informer.cache.list()}
        say(index, {"cache": cache})
