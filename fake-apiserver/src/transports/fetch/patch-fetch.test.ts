import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { type FetchTarget, patchFetch } from "./patch-fetch.ts";

function page(): FetchTarget & { readonly elsewhere: string[] } {
  const elsewhere: string[] = [];
  return {
    elsewhere,
    location: { href: "https://site.example/lessons/1" },
    fetch: (input) => {
      elsewhere.push(input instanceof Request ? input.url : String(input));
      return Promise.resolve(new Response("elsewhere"));
    },
  };
}

test("requests below the base path are answered in process, all others go on", async () => {
  await using cluster = createCluster();
  const target = page();
  patchFetch(cluster, target, { baseUrl: "/k8s" });

  const relative = await target.fetch("/k8s/api/v1/nodes");
  const absolute = await target.fetch(new Request("https://site.example/k8s/api/v1/nodes"));
  const others = ["/k8sx/api", "/api/v1/nodes", "https://other.example/k8s/api/v1/nodes"];
  for (const other of others) await target.fetch(other);

  expect([relative.status, absolute.status]).toEqual([200, 200]);
  expect(target.elsewhere).toEqual(others);
});

test("undoing it gives back the fetch that was there", async () => {
  await using cluster = createCluster();
  const target = page();
  const original = target.fetch;

  const undo = patchFetch(cluster, target, { baseUrl: "https://api.example" });
  const isPatched = target.fetch !== original;
  undo();

  expect([isPatched, target.fetch === original]).toEqual([true, true]);
});

test("a watch streams and is cancelled, as a service worker cannot do it", async () => {
  await using cluster = createCluster();
  const target = page();
  patchFetch(cluster, target, { baseUrl: "/k8s" });
  const leaving = new AbortController();
  const response = await target.fetch("/k8s/api/v1/nodes?watch=1", { signal: leaving.signal });
  const open = () => [...cluster.apiserver.hub.watchers("nodes")].length;
  const before = open();

  leaving.abort();
  await response.text().catch(() => {});

  expect([before, open()]).toEqual([1, 0]);
});
