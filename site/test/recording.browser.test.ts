import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { siteInBrowser } from "./site-in-browser.ts";

const site = siteInBrowser();

/** What a client of a real cluster saw, as `record` writes it. */
function recordingOf(names: readonly string[]): Buffer {
  const path = "/api/v1/namespaces/default/configmaps";
  const map = (name: string, version: number) => ({
    ...{ kind: "ConfigMap", apiVersion: "v1" },
    metadata: { name, namespace: "default", uid: name, resourceVersion: String(version) },
  });
  const metadata = { resourceVersion: "10" };
  const list = { kind: "ConfigMapList", apiVersion: "v1", metadata, items: [] };
  const client = { client: "controller", method: "GET" };
  const lines = [
    { recording: 1, startedAt: 1000, secrets: "left out" },
    { at: 0, asked: 1, ...client, path },
    { at: 1, answered: 1, code: 200, type: "application/json" },
    { at: 1, body: 1, value: list },
    { at: 2, asked: 2, ...client, path: `${path}?watch=1&resourceVersion=10` },
    { at: 3, answered: 2, code: 200 },
    ...names.map((name, index) => ({
      ...{ at: 10 + index, watch: 2, type: "ADDED" },
      object: map(name, 11 + index),
    })),
    { at: 99, end: "closed" },
  ];
  return gzipSync(lines.map((line) => JSON.stringify(line)).join("\n"));
}

test("a recording that is dropped on the picture opens in it, with what its client should hold", async () => {
  const context = await site.browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site.origin}/play/`);
  const picture = page.locator("informer-visualizer");
  await page.waitForURL(/#s=.*e=\d+$/);

  const dataTransfer = await page.evaluateHandle(
    (bytes) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], "run.jsonl.gz"));
      return data;
    },
    [...recordingOf(["a", "b"])],
  );
  await picture.dispatchEvent("drop", { dataTransfer });

  const stored = (): Promise<readonly string[]> =>
    picture.evaluate((element) => {
      const { trace } = element as {
        trace?: { records: { fact: { kind: string; ref?: { key: string } } }[] };
      };
      return (trace?.records ?? []).flatMap(({ fact }) =>
        fact.kind === "store.changed" ? [fact.ref?.key ?? ""] : [],
      );
    });
  await expect.poll(stored).toEqual(["default/a", "default/b"]);
  await context.close();
});
