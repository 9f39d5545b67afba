import { expect, test } from "vitest";
import { agreement } from "./agreement.ts";
import { askAll } from "./ask.ts";
import { readRecording } from "./question.ts";
import { betaApis, ownServer } from "./server.ts";

/** How many answers agree at least; these numbers only go up. */
const single = { code: 5734, outline: 5734, whole: 5722 };
const several = { code: 1304, outline: 1304, whole: 1303 };
const beta = { code: 1889, outline: 1889, whole: 1889 };

test.each([
  ["one change of an object", "single", single],
  ["several changes at once", "several", several],
  ["versions that are not served by default", "beta", beta],
] as const)(
  "questions about %s are answered as by a real kube-apiserver",
  async (_, about, least) => {
    const recording = readRecording(about);
    const server = ownServer(about === "beta" ? betaApis : {});

    const questions = recording.entries.map(([question]) => question);
    const answers = await askAll(server, recording.bases, questions);

    const { code, outline, whole } = agreement(recording, answers);
    await server.close();
    expect(code).toBeGreaterThanOrEqual(least.code);
    expect(outline).toBeGreaterThanOrEqual(least.outline);
    expect(whole).toBeGreaterThanOrEqual(least.whole);
  },
);
