// Compares what a real server says directly and through a proxy, to the byte.
// node --conditions=@informerlab/source test/suites/any-cluster/compare-proxied.ts --url https://127.0.0.1:16443 --token TOKEN

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadKubeConfig } from "@informerlab/core/client-node";
import { startProxy } from "@informerlab/fake-apiserver/proxy";
import { compareAnswers } from "./compare-answers.ts";
import { wireRequests } from "./wire-requests.ts";

const { values } = parseArgs({
  options: { url: { type: "string", default: "" }, token: { type: "string", default: "" } },
});
const folder = await mkdtemp(join(tmpdir(), "compare-proxied-"));
const path = join(folder, "kubeconfig");
await writeFile(
  path,
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "real",
    clusters: [{ name: "real", cluster: { server: values.url, "insecure-skip-tls-verify": true } }],
    users: [{ name: "real", user: { token: values.token } }],
    contexts: [{ name: "real", context: { cluster: "real", user: "real" } }],
  }),
);
const proxy = await startProxy({ access: loadKubeConfig(path).access });
const requests = wireRequests();
const { equal, moving, differing } = await compareAnswers(
  { url: values.url, token: values.token },
  proxy,
  requests,
);
for (const line of [...differing, ...moving.map((name) => `${name}: the server itself differs`)]) {
  console.log(line);
}
console.log(
  `${requests.length} requests: ${equal} answered the same to the byte, ${differing.length} not, ${moving.length} by a server that did not say the same twice`,
);
await proxy.close();
await rm(folder, { recursive: true });
process.exitCode = differing.length === 0 ? 0 : 1;
