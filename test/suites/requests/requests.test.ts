import { expect, test } from "vitest";
import { askAll, requestsOf } from "./ask-all.ts";
import { differences } from "./differences.ts";
import { requestGroups } from "./groups.ts";
import { startOwnServer } from "./own-server.ts";
import { readRecording } from "./recording.ts";

/** How many answers agree at least; this number only goes up. */
const least = 4143;

test("raw requests are answered as by a real kube-apiserver, to the byte", async () => {
  const recording = readRecording();
  await using server = await startOwnServer();

  const answers = await askAll(server, requestGroups);

  const agreeing = requestGroups.flatMap((group, index) =>
    (recording[group.name] ?? []).filter(([, real], at) => {
      const own = answers[index]?.[at];
      return own !== undefined && differences(real, own).length === 0;
    }),
  );
  expect(agreeing.length).toBeGreaterThanOrEqual(least);
});

test("the recording holds an answer to each request", () => {
  const recording = readRecording();

  const recorded = requestGroups.map(({ name }) => recording[name]?.map(([request]) => request));

  expect(recorded).toEqual(
    requestGroups.map((group) => JSON.parse(JSON.stringify(requestsOf(group)))),
  );
});
