import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadKubeConfig } from "@informerlab/core/client-node";
import { createCluster } from "@informerlab/fake-apiserver";
import { listen } from "@informerlab/fake-apiserver/node";
import { type ProxyServer, startProxy } from "@informerlab/fake-apiserver/proxy";
import { expect, test } from "vitest";
import { compareAnswers } from "./compare-answers.ts";
import { type WireRequest, wireRequests } from "./wire-requests.ts";

/** A proxy before a fake, and the fake itself. */
async function both(): Promise<{ proxy: ProxyServer; direct: { url: string; token: string } }> {
  const server = await listen(createCluster({ controllers: {} }));
  const folder = await mkdtemp(join(tmpdir(), "compare-answers-"));
  await writeFile(join(folder, "kubeconfig"), server.kubeconfig());
  const { access } = loadKubeConfig(join(folder, "kubeconfig"));
  await rm(folder, { recursive: true });
  return { proxy: await startProxy({ access }), direct: server };
}

/** Watches last a second, and versions of the future are waited for; a few of them show what all show. */
function economical(requests: readonly WireRequest[]): readonly WireRequest[] {
  const isSlow = ({ path }: WireRequest): boolean => /watch=1|999999/.test(path);
  const slow = requests.filter(isSlow);
  const some = slow.filter((_, index) => index % 24 === 0);
  return [...requests.filter((request) => !isSlow(request)), ...some];
}

test("a proxy says what the server says, to the byte, whatever it is asked and in whatever form", async () => {
  const { proxy, direct } = await both();

  const requests = economical(wireRequests());
  const { equal, moving, differing } = await compareAnswers(direct, proxy, requests);
  await proxy.close();

  expect(differing).toEqual([]);
  expect(moving).toEqual([]);
  expect(equal).toBe(requests.length);
  expect(requests.length).toBeGreaterThan(600);
});

test("the comparison sees a status, a header and a byte that differ", async () => {
  const { proxy, direct } = await both();
  const asked = { method: "GET", path: "/version", headers: {} };
  proxy.faults.add({ on: { resource: "/version", unserved: true }, do: { status: 503 } });

  const { differing } = await compareAnswers(direct, proxy, [asked]);
  await proxy.close();

  expect(differing).toEqual([`GET /version {}: status 200, then 503`]);
});
