import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { messageOf } from "../../../../codec/message-of.ts";
import { authorizersIn } from "../access/authorization-file-modes.ts";

// Some files have their path for an expression: what is drawn must not begin a word, which a digit would end there.
const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-authorizers-of"));
writeFileSync(join(folder, "kubeconfig"), "");
afterAll(() => rmSync(folder, { recursive: true }));

const questions = JSON.parse(
  gunzipSync(
    readFileSync(new URL("../../../../../fixtures/authorization/configs.json.gz", import.meta.url)),
  ).toString(),
) as readonly (readonly [config: string, answer: string])[];

function answerTo(config: string): string {
  try {
    authorizersIn(config.replaceAll("FOLDER", folder));
    return "";
  } catch (error) {
    return messageOf(error)
      .replaceAll(folder, "FOLDER")
      .replace(/^\[(.*)\]$/s, "$1");
  }
}

test(`of ${questions.length} files with authorizers, each is judged as by kube-apiserver v1.35.4`, () => {
  const differing = questions.filter(([config, answer]) => answerTo(config) !== answer);

  expect(questions.length).toBeGreaterThan(300);
  expect(differing.map(([config, answer]) => [config, answer, answerTo(config)])).toEqual([]);
});
