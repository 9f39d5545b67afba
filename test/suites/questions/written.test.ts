import { expect, test } from "vitest";
import { type Answer, grade } from "./answer.ts";
import { ownServer } from "./server.ts";
import { askWritten, readWritten, readWrittenAnswers } from "./written.ts";

/** How many answers agree in every letter at least; this number only goes up. */
const least = 745;

test("requests about several fields at once are answered as by a real kube-apiserver", async () => {
  const requests = readWritten();
  const real = readWrittenAnswers();
  const server = ownServer();

  const own = await askWritten(server, requests);

  await server.close();
  const agreeing = real.filter((answer, index) => grade(answer, own[index] as Answer) === 3);
  expect(agreeing.length).toBeGreaterThanOrEqual(least);
});
