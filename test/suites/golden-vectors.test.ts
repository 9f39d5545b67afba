import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { playVectorFile } from "../src/conformance/vector-file.ts";

const folder = new URL("../fixtures/golden/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json.gz"));

/** Sequences in each file, so that a file that lost some cannot pass. */
const sequenceCounts: Readonly<Record<string, number>> = {
  "deltafifo.json.gz": 140,
  "informer.json.gz": 205,
  "realfifo.json.gz": 140,
  "reflector.json.gz": 140,
  "store.json.gz": 140,
  "workqueue.json.gz": 140,
};

test("there is a file of vectors for each part", () => {
  expect(files.toSorted()).toEqual(Object.keys(sequenceCounts));
});

for (const file of files) {
  test(`${file} agrees with client-go in every sequence`, () => {
    const text = gunzipSync(readFileSync(new URL(file, folder))).toString("utf8");

    const results = playVectorFile(text);

    expect(results).toHaveLength(sequenceCounts[file] ?? 0);
    expect(results.filter(({ differences }) => differences.length > 0)).toEqual([]);
  });
}

test("a vector that expects something else is reported as a difference", () => {
  const text = gunzipSync(readFileSync(new URL("store.json.gz", folder))).toString("utf8");
  const file = JSON.parse(text);
  const [sequence] = file.sequences;
  sequence.ops[0].storeRV = "not what happened";

  const [result] = playVectorFile(JSON.stringify({ ...file, sequences: [sequence] }));

  expect(result?.differences[0]).toMatch(/^op 0 .*store version: expected "not what happened"/);
});
