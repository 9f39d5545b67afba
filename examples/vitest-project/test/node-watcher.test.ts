import { test } from "@informerlab/fake-apiserver/vitest";
import { expect } from "vitest";
import { NodeWatcher } from "../src/node-watcher.ts";

const node = (name: string) => ({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("hears of nodes that come and go", async ({ cluster, kubeConfig }) => {
  cluster.create(node("n1"));
  const watcher = new NodeWatcher(kubeConfig);
  await watcher.start();

  cluster.create(node("n2"));
  cluster.delete("nodes", "n1");

  await expect.poll(() => watcher.log).toEqual(["+n1", "+n2", "-n1"]);
  await watcher.stop();
});

test("hears of a deletion that it slept through", async ({ cluster, kubeConfig }) => {
  for (const name of ["n1", "n2"]) cluster.create(node(name));
  const watcher = new NodeWatcher(kubeConfig);
  await watcher.start();

  // From here on no event gets through: the watch ends with 410 Gone, and the informer lists again.
  cluster.faults.add({ on: { verb: "watch", open: true }, do: { expire: "event410" } });
  cluster.delete("nodes", "n2");

  await expect.poll(() => watcher.log, { timeout: 10_000 }).toEqual(["+n1", "+n2", "-n2"]);
  expect(watcher.informer.indexer.listKeys()).toEqual(["n1"]);
  await watcher.stop();
}, 20_000);
