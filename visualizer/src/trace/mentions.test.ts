import { expect, test } from "vitest";
import { exampleTrace } from "../../demo/example-trace.ts";
import { TraceLog } from "./trace-log.ts";

const flavours = ["delta", "real", "real-atomic"] as const;

test("no record that names an object is missing from what is said to be about it", () => {
  for (const queue of flavours) {
    const { records } = exampleTrace({ queue });
    const { mentions } = new TraceLog({ version: 1, records });
    const keys = new Set(
      records.flatMap(({ fact }) => ("ref" in fact ? (fact.ref?.key ?? []) : [])),
    );
    expect(keys.size).toBeGreaterThan(3);
    for (const key of keys) {
      const about = new Set(mentions.about(key, 10, records.length - 5));
      for (const [index, { fact }] of records.entries()) {
        const position = index + 1;
        const isNamed = JSON.stringify(fact).includes(`"key":${JSON.stringify(key)}`);
        const isWithin = position > 10 && position <= records.length - 5;
        if (isNamed && isWithin) expect(about.has(position), `${key}, ${fact.kind}`).toBe(true);
        if (!isWithin) expect(about.has(position)).toBe(false);
      }
      expect([...about]).toEqual([...about].sort((a, b) => a - b));
    }
  }
});

test("a log that grows knows what came later, once", () => {
  const { records } = exampleTrace();
  const whole = new TraceLog({ version: 1, records });
  const growing = new TraceLog({ version: 1, records: records.slice(0, 40) });
  growing.index(7);
  for (const record of records.slice(40)) growing.append(record);

  const last = records.length;
  for (const key of ["n1", "node-1", ""]) {
    expect(growing.mentions.about(key, 0, last)).toEqual(whole.mentions.about(key, 0, last));
  }
  const opened = growing.mentions.ofKind("server.watch-opened", last);
  expect(opened).toEqual(
    records.flatMap(({ fact }, at) => (fact.kind === "server.watch-opened" ? [at + 1] : [])),
  );
  expect(opened.length).toBeGreaterThan(1);
});
