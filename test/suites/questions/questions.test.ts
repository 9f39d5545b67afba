import { expect, test } from "vitest";
import { agreement } from "./agreement.ts";
import { askAll } from "./ask.ts";
import { readRecording } from "./question.ts";
import { ownServer } from "./server.ts";

/** How many answers agree at least; these numbers only go up. */
const least = { code: 5734, outline: 5734, whole: 5722 };

test("questions about built-in kinds are answered as by a real kube-apiserver", async () => {
  const recording = readRecording();
  const server = ownServer();

  const questions = recording.entries.map(([question]) => question);
  const answers = await askAll(server, recording.bases, questions);

  const { code, outline, whole } = agreement(recording, answers);
  await server.close();
  expect(code).toBeGreaterThanOrEqual(least.code);
  expect(outline).toBeGreaterThanOrEqual(least.outline);
  expect(whole).toBeGreaterThanOrEqual(least.whole);
});
