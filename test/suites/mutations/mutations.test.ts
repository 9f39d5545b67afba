import { expect, test } from "vitest";
import { differences } from "../requests/differences.ts";
import { startOwnServer } from "../requests/own-server.ts";
import type { RawAnswer } from "../requests/settle.ts";
import { askCases } from "./ask.ts";
import { mutationCases } from "./cases.ts";
import { inOrder } from "./in-order.ts";
import { readRecordings } from "./recording.ts";
import { apis } from "./server-apis.ts";

/** How many answers agree at least. */
const least = { code: 2134, whole: 2134 };

test("policies that change objects do so as in a real kube-apiserver", async () => {
  let code = 0;
  let whole = 0;
  for (const { seed, count, answers } of readRecordings()) {
    await using server = await startOwnServer(apis);

    const own = await askCases(server, mutationCases(seed, count));

    for (const [at, real] of answers.entries()) {
      const answer = own[at] as RawAnswer;
      if (real.status === answer.status) code++;
      if (differences(inOrder(real), inOrder(answer)).length === 0) whole++;
    }
  }
  expect(code).toBeGreaterThanOrEqual(least.code);
  expect(whole).toBeGreaterThanOrEqual(least.whole);
});
