"""SharedInformer asks without pause while watches are refused. Needs only: pip install kubernetes==36.0.2"""

import http.server
import json
import threading
import time

from kubernetes import client
from kubernetes.informer import SharedInformer

watches = []


class Apiserver(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if "watch=True" in self.path:
            watches.append(time.monotonic())
            self.answer(500, {"kind": "Status", "code": 500, "reason": "InternalError"})
        else:
            self.answer(200, {"kind": "ConfigMapList", "apiVersion": "v1", "metadata": {"resourceVersion": "1"}, "items": []})

    def answer(self, code, body):
        data = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Apiserver)
threading.Thread(target=server.serve_forever, daemon=True).start()
configuration = client.Configuration()
configuration.host = f"http://127.0.0.1:{server.server_port}"
api = client.CoreV1Api(client.ApiClient(configuration))
SharedInformer(api.list_namespaced_config_map, namespace="default").start()
time.sleep(5)
print(f"{len(watches)} watch requests in 5 s while the server answers 500 to each")
