import { expect, test } from "vitest";
import { agreement } from "../questions/agreement.ts";
import { askAll } from "../questions/ask.ts";
import { ownServer } from "../questions/server.ts";
import { askDefinitions, define } from "./ask.ts";
import { readRecording, readSubjects } from "./recording.ts";

/** How many answers agree at least; these numbers only go up. */
const least = {
  definitions: { code: 1448, outline: 1435, whole: 1426 },
  objects: { code: 456, outline: 456, whole: 447 },
};

test("questions about custom resources are answered as by a real kube-apiserver", async () => {
  const subjects = readSubjects();
  const { definitions, objects } = readRecording();
  const server = ownServer();
  await define(server, subjects);

  const definitionAnswers = await askDefinitions(
    server,
    subjects,
    definitions.map(([question]) => question),
  );
  const objectAnswers = await askAll(
    server,
    objects.bases,
    objects.entries.map(([question]) => question),
  );

  await server.close();
  const found = {
    definitions: agreement({ entries: definitions }, definitionAnswers),
    objects: agreement(objects, objectAnswers),
  };
  for (const part of ["definitions", "objects"] as const) {
    expect(found[part].code).toBeGreaterThanOrEqual(least[part].code);
    expect(found[part].outline).toBeGreaterThanOrEqual(least[part].outline);
    expect(found[part].whole).toBeGreaterThanOrEqual(least[part].whole);
  }
});
