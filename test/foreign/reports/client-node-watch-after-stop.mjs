// An informer that is stopped while it waits to reconnect opens its watch all the same, and keeps it.
// Needs only: npm install @kubernetes/client-node@2.0.1
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { CoreV1Api, KubeConfig, makeInformer } from "@kubernetes/client-node";

let watches = 0;
let open = 0;
const server = createServer((request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  if (!request.url.includes("watch=true")) {
    response.end(
      '{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}',
    );
    return;
  }
  watches += 1;
  response.flushHeaders();
  // The first two end at once, as a watch does at its timeout; later ones stay.
  if (watches <= 2) response.end();
  else {
    open += 1;
    response.on("close", () => {
      open -= 1;
    });
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const kubeConfig = new KubeConfig();
kubeConfig.loadFromOptions({
  clusters: [
    { name: "c", server: `http://127.0.0.1:${server.address().port}`, skipTLSVerify: true },
  ],
  users: [{ name: "u" }],
  contexts: [{ name: "x", cluster: "c", user: "u" }],
  currentContext: "x",
});
const api = kubeConfig.makeApiClient(CoreV1Api);
const informer = makeInformer(kubeConfig, "/api/v1/namespaces/default/configmaps", () =>
  api.listNamespacedConfigMap({ namespace: "default" }),
);
await informer.start();
await sleep(500);
await informer.stop();
const before = watches;
await sleep(3000);
console.log(`${watches - before} watch requests after stop(), ${open} of them open 2.5 s later`);
process.exit();
