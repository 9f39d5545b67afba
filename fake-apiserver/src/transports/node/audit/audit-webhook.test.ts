import type { Cancel } from "@informerlab/core";
import { expect, test } from "vitest";
import type { AuditEvent } from "../../../audit/audit-event.ts";
import { AuditWebhook, type BatchOptions } from "./audit-webhook.ts";

const eventOf = (auditID: string, more: Partial<AuditEvent> = {}): AuditEvent => ({
  kind: "Event",
  apiVersion: "audit.k8s.io/v1",
  level: "Metadata",
  auditID,
  stage: "ResponseComplete",
  requestURI: "/",
  verb: "get",
  user: {},
  requestReceivedTimestamp: "",
  stageTimestamp: "",
  ...more,
});

function lab(options: Partial<BatchOptions> = {}) {
  let now = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const lists: string[] = [];
  const answers: ((problem: string | undefined) => void)[] = [];
  const warnings: string[] = [];
  const webhook = new AuditWebhook({
    isBatched: true,
    bufferSize: 10,
    batchSize: 3,
    waitMs: 1_000,
    throttle: undefined,
    ...options,
    now: () => now,
    later(run, ms): Cancel {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    send(list, done) {
      const { items } = list as { readonly items: readonly { readonly auditID: string }[] };
      lists.push(`${now}: ${items.map(({ auditID }) => auditID).join("")}`);
      answers.push(done);
      return () => undefined;
    },
    warn: (line) => warnings.push(line),
  });
  return {
    webhook,
    lists,
    answers,
    warnings,
    take: (ids: string) => {
      for (const id of ids) webhook.take(eventOf(id));
    },
    advance: (ms: number) => {
      const end = now + ms;
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
}

test("events go when a list is full, or when it is time since the last one", () => {
  const { lists, take, advance } = lab();

  take("ab");
  advance(600);
  take("cd");
  advance(2_500);

  expect(lists).toEqual(["600: abc", "1600: d"]);
});

test("lists go one by one where they hold one event", () => {
  const { lists, take } = lab({ batchSize: 1 });

  take("ab");

  expect(lists).toEqual(["0: a", "0: b"]);
});

test("no more lists go in a second than is allowed, but for the first", () => {
  const { lists, take, advance } = lab({ batchSize: 1, throttle: { perSecond: 2, burst: 2 } });

  take("abcde");
  advance(10_000);

  expect(lists).toEqual(["0: a", "0: b", "500: c", "1000: d", "1500: e"]);
});

test("what does not fit into the buffer is lost, and said so", () => {
  const { lists, take, advance, warnings } = lab({ bufferSize: 2 });

  take("abc");
  advance(1_000);

  expect(lists).toEqual(["1000: ab"]);
  expect(warnings).toEqual(["audit buffer queue blocked: an event is lost"]);
});

// As kube-apiserver v1.35.4 does.
test("a patch that is not JSON takes its list with it", () => {
  const { webhook, lists, take, warnings } = lab();

  take("ab");
  webhook.take(eventOf("c", { requestObject: "apiVersion: v1" }));

  expect(lists).toEqual([]);
  expect(warnings).toEqual([
    "Error in audit plugin 'webhook' affecting 3 audit events: json: error calling MarshalJSON for type *runtime.Unknown: invalid character 'a' looking for beginning of value",
  ]);
});

test("where events are not gathered, answers wait until they are taken", async () => {
  const { webhook, take, answers, warnings } = lab({ isBatched: false });
  const done: string[] = [];

  webhook.whenTaken(() => done.push("nothing told"));
  take("ab");
  const taken = new Promise<void>((resolve) =>
    webhook.whenTaken(() => {
      done.push("both taken");
      resolve();
    }),
  );
  answers[0]?.(undefined);
  expect(done).toEqual(["nothing told"]);
  answers[1]?.("no");
  await taken;

  expect(done).toEqual(["nothing told", "both taken"]);
  expect(warnings).toEqual(["Error in audit plugin 'webhook' affecting 1 audit events: no"]);
});

test("what is left is sent at the end", async () => {
  const { webhook, lists, take, answers } = lab({ throttle: { perSecond: 1, burst: 1 } });

  take("abcdefgh");
  const closed = webhook.close();
  for (const answer of answers) answer(undefined);
  await closed;

  expect(lists).toEqual(["0: abc", "0: def", "0: gh"]);
});
