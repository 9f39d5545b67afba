// Each watch that ends without an event doubles the wait before the next one, up to 30 s; only an event resets it. A
// quiet collection on a healthy server, whose watches end at their timeouts, is therefore seen up to 30 s late.
// Needs only: npm install @kubernetes/client-node@2.0.1
import { createServer } from "node:http";
import { CoreV1Api, KubeConfig, makeInformer } from "@kubernetes/client-node";

let ended = 0;
let last = Date.now();
const server = createServer((request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  if (!request.url.includes("watch=true")) {
    response.end(
      '{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[]}',
    );
    return;
  }
  console.log(
    `watch ${ended + 1} comes ${((Date.now() - last) / 1000).toFixed(1)} s after the one before ended`,
  );
  response.flushHeaders();
  // What a real server does after five to ten minutes.
  setTimeout(() => {
    response.end();
    ended += 1;
    last = Date.now();
    if (ended === 6) process.exit();
  }, 1000);
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
await makeInformer(kubeConfig, "/api/v1/namespaces/default/configmaps", () =>
  api.listNamespacedConfigMap({ namespace: "default" }),
).start();
