import { expect, test } from "vitest";
import { rawSender } from "../requests/ask-all.ts";
import { differences } from "../requests/differences.ts";
import { startOwnServer } from "../requests/own-server.ts";
import type { RawAnswer } from "../requests/settle.ts";
import { askRandom } from "./ask.ts";
import { randomRequests } from "./generate.ts";
import { startHookServer } from "./hook-server.ts";
import { readRecordings } from "./recording.ts";

/** How many answers agree at least. In every letter some more do, but for owners in YAML, whose order is that of seconds. */
const least = { code: 9484, whole: 9461 };

test("random requests that build on each other are answered as by a real kube-apiserver", async () => {
  let code = 0;
  let whole = 0;
  await using hooks = await startHookServer();
  for (const { seed, count, answers } of readRecordings()) {
    await using server = await startOwnServer();
    const sender = rawSender(server);

    const own = await askRandom({ send: sender.send, hooks }, await randomRequests(seed, count));

    sender.close();
    for (const [at, real] of answers.entries()) {
      const answer = own[at] as RawAnswer;
      // A real server that broke off has said nothing that one could do as well.
      if (real.status === 0) continue;
      if (real.status === answer.status) code++;
      if (differences(real, answer).length === 0) whole++;
    }
  }
  expect(code).toBeGreaterThanOrEqual(least.code);
  expect(whole).toBeGreaterThanOrEqual(least.whole);
});
