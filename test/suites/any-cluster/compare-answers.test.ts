import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { listen } from "@informerlab/fake-apiserver/node";
import { type ProxyServer, startProxy } from "@informerlab/fake-apiserver/proxy";
import { expect, test } from "vitest";
import { compareAnswers } from "./compare-answers.ts";

/** A proxy before a fake, and the fake itself. */
async function both(): Promise<{ proxy: ProxyServer; direct: { url: string; token: string } }> {
  const server = await listen(createCluster({ controllers: {} }));
  const folder = await mkdtemp(join(tmpdir(), "compare-answers-"));
  await writeFile(join(folder, "kubeconfig"), server.kubeconfig());
  const { access } = loadKubeConfig(join(folder, "kubeconfig"));
  await rm(folder, { recursive: true });
  return { proxy: await startProxy({ access }), direct: server };
}

test("the comparison sees a status, a header and a byte that differ", async () => {
  const { proxy, direct } = await both();
  const asked = { method: "GET", path: "/version", headers: {} };
  proxy.faults.add({ on: { resource: "/version", unserved: true }, do: { status: 503 } });

  const { differing } = await compareAnswers(direct, proxy, [asked]);
  await proxy.close();

  expect(differing).toEqual([`GET /version {}: status 200, then 503`]);
});
