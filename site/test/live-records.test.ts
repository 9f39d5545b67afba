import { expect, test } from "vitest";
import { liveRecords } from "../src/browser/live-records.ts";

const line = (seq: number, cause?: number): string =>
  `${JSON.stringify({ seq, at: 0, lane: "a", step: 1, ...(cause === undefined ? {} : { cause }), fact: { kind: "scenario.quiet" } })}\n`;

/** A connection that sends this, and then ends or breaks. */
function connection(text: string, end: "ends" | "breaks"): ReadableStream<Uint8Array<ArrayBuffer>> {
  const parts = [new TextEncoder().encode(`{"version":1}\n${text}`)];
  return new ReadableStream({
    pull: (controller) => {
      const part = parts.shift();
      if (part !== undefined) controller.enqueue(part);
      else if (end === "ends") controller.close();
      else controller.error(new TypeError("network error"));
    },
  });
}

test.each(["ends", "breaks"] as const)(
  "a connection that %s is opened again, and what comes then goes on behind it",
  async (end) => {
    const answers = [
      async () => connection(line(1) + line(2, 1), end),
      async () => Promise.reject(new TypeError("nobody listens")),
      async () => undefined,
      async () => connection(line(1) + line(2, 1), end),
    ];
    let pauses = 0;
    const records = liveRecords(
      async () => answers.shift()?.(),
      async () => {
        pauses += 1;
      },
    );
    const got: (readonly [number, number | undefined])[] = [];
    for await (const { seq, cause } of records) {
      got.push([seq, cause]);
      if (got.length === 4) break;
    }
    expect(got).toEqual([
      [1, undefined],
      [2, 1],
      [3, undefined],
      [4, 3],
    ]);
    expect(pauses).toBe(3);
  },
);

test("what is no trace ends it", async () => {
  const records = liveRecords(
    async () => connection("{oops\n", "ends"),
    async () => undefined,
  );
  await expect(records.next()).rejects.toThrow("not JSON");
});
