import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadManifests } from "./load-manifests.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "manifests-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test("several documents and lists are taken apart, with their lines", async () => {
  const path = await file(
    "many.yaml",
    "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n---\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n",
  );

  const loaded = await loadManifests([path]);

  expect(loaded.map(({ object, where }) => [object.metadata?.name, where])).toEqual([
    ["a", `${path}:1`],
    ["b", `${path}:6 (items[0])`],
  ]);
});

test("times stay text and yes is a boolean, as kubectl reads YAML", async () => {
  const path = await file(
    "times.yaml",
    "apiVersion: v1\nkind: Node\nmetadata: {name: a, annotations: {at: 2024-01-01T00:00:00Z, flag: yes}}\n",
  );

  const [loaded] = await loadManifests([path]);

  expect(loaded?.object.metadata?.annotations).toEqual({ at: "2024-01-01T00:00:00Z", flag: true });
});

test.each([
  ["bad.yaml", "a: [b", /bad\.yaml:1:6: /],
  ["text.yaml", "just words", /text\.yaml:1: a Kubernetes object is wanted, found string/],
  ["kindless.yaml", "metadata: {name: a}", /kindless\.yaml:1: an object needs apiVersion and kind/],
  ["nameless.yaml", "{apiVersion: v1, kind: Pod}", /nameless\.yaml:1: Pod needs metadata\.name/],
])("%s is refused with file, line and reason", async (name, text, message) => {
  await expect(loadManifests([await file(name, text)])).rejects.toThrow(message);
});

test("a missing file and a folder without manifests are named", async () => {
  const empty = await mkdtemp(join(folder, "empty-"));

  await expect(loadManifests([join(folder, "none.yaml")])).rejects.toThrow(
    /cannot read .*none\.yaml: there is no such file or folder/,
  );
  await expect(loadManifests([empty])).rejects.toThrow(/holds no manifests/);
});
