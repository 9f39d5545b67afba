import { createFetchHandler } from "@informerlab/fake-apiserver";
import { expect, test } from "vitest";
import { lessonRun } from "../src/lessons/lesson-run.ts";
import { lessonOf, lessons } from "../src/lessons/lessons.ts";
import { DueSteps } from "../src/network/due-steps.ts";
import type { Exchange } from "../src/network/exchange.ts";
import { exchangesOf } from "../src/network/exchanges-of.ts";
import { type PlayedCounts, PlayedRequests } from "../src/network/played-requests.ts";
import { PlayedServer } from "../src/network/played-server.ts";

const exchangesOfLesson = (slug: string) => exchangesOf(lessonOf(slug).scenario);
const eventsOf = ({ answer }: Exchange) => (answer?.kind === "watch" ? answer.events : []);

test("the exchanges of each lesson are the requests, refusals and events that its trace tells of, in their order", () => {
  for (const { slug, scenario } of lessons) {
    const exchanges = exchangesOfLesson(slug);
    const { records } = lessonRun(slug).trace;

    const asked = records.flatMap(({ fact }) => {
      if (fact.kind === "reflector.list-requested") return ["list"];
      return fact.kind === "reflector.watch-requested" ? ["watch"] : [];
    });
    expect(
      exchanges.map(({ target }) => (target.includes("watch=true") ? "watch" : "list")),
    ).toEqual(asked);
    const came = records.flatMap(({ fact }) =>
      fact.kind === "reflector.received" ? [fact.type] : [],
    );
    const streamed = exchanges.flatMap(eventsOf).sort((a, b) => a.at - b.at);
    expect(streamed.map(({ event }) => event.type)).toEqual(came);
    const asking = new Set(scenario.informers.map(({ name, resource }) => name ?? resource));
    const theirs = new Set(
      records.flatMap(({ fact }) =>
        fact.kind === "server.requested" && asking.has(fact.client) ? [fact.request] : [],
      ),
    );
    const refused = records.flatMap(({ fact }) =>
      fact.kind === "server.responded" && theirs.has(fact.request) && fact.code >= 400
        ? [fact.code]
        : [],
    );
    const answers = exchanges.flatMap(({ answer }) => (answer?.kind === "body" ? [answer] : []));
    expect(
      answers.sort((a, b) => a.at - b.at).flatMap(({ status }) => (status >= 400 ? [status] : [])),
      slug,
    ).toEqual(refused);
  }
});

test("a list is written as over the wire, and the watch that follows asks from its version", () => {
  const [list, watch] = exchangesOfLesson("gone");

  expect(list).toMatchObject({
    target: "/api/v1/nodes?limit=500&resourceVersion=0",
    answer: {
      status: 200,
      body: { kind: "NodeList", apiVersion: "v1", metadata: { resourceVersion: "4" } },
    },
  });
  const body = list?.answer?.kind === "body" ? list.answer.body : undefined;
  expect(body).toHaveProperty("items.0.metadata.name", "n1");
  expect(body).not.toHaveProperty("items.0.kind");
  expect(watch?.target).toMatch(/^\/api\/v1\/nodes\?allowWatchBookmarks=true&resourceVersion=4&/);
});

/** A run that is played against its own server, without a browser; `sent` and `seen` grow. */
function played(exchanges: readonly Exchange[]) {
  const steps = new DueSteps();
  const answer = createFetchHandler(new PlayedServer(exchanges, steps), { basePath: "/k8s" });
  const sent: string[] = [];
  const seen: string[] = [];
  const counts: PlayedCounts[] = [];
  const requests = new PlayedRequests(exchanges, {
    basePath: "/k8s",
    steps,
    changed: (told) => counts.push(told),
    fetch: async (input, init) => {
      const target = String(input).replace("/k8s/api/v1/nodes?", "");
      sent.push(target);
      try {
        const response = await answer(new URL(String(input), "http://page"), init);
        seen.push(`${response.status} ${target}`);
        const [mine, theirs] = response.body === null ? [] : response.body.tee();
        if (mine !== undefined) void readInto(seen, mine);
        return new Response(theirs ?? null, response);
      } catch (error) {
        seen.push(`broken ${target}`);
        throw error;
      }
    },
  });
  return { requests, sent, seen, counts };
}

async function readInto(seen: string[], body: ReadableStream<Uint8Array>): Promise<void> {
  try {
    for await (const bytes of body) {
      const text = new TextDecoder().decode(bytes);
      seen.push(...text.split("\n").filter((line) => /^\{"type"/.test(line)));
    }
    seen.push("end");
  } catch {
    seen.push("given up");
  }
}

const list: Exchange = {
  id: "run-1",
  at: 2,
  target: "/api/v1/nodes?limit=500",
  accept: "application/json",
  answer: { kind: "body", at: 4, status: 200, body: { kind: "NodeList", items: [] } },
};
const event = (at: number, type: "ADDED" | "MODIFIED") => ({ at, event: { type, object: {} } });
const watch = (by: "server" | "client" | "break"): Exchange => ({
  id: "run-2",
  at: 5,
  target: "/api/v1/nodes?watch=true",
  accept: "application/json",
  answer: {
    kind: "watch",
    at: 6,
    events: [event(7, "ADDED"), event(9, "MODIFIED")],
    end: { at: 12, by },
  },
});

test("a request leaves, is answered and streams when the picture is there, and not before", async () => {
  const { requests, sent, seen } = played([list, watch("server")]);

  requests.moveTo(1);
  expect(sent).toEqual([]);
  requests.moveTo(3);
  expect(sent).toEqual(["limit=500"]);
  requests.moveTo(8);
  await expect.poll(() => seen).toContain('{"type":"ADDED","object":{}}');
  expect(sent).toEqual(["limit=500", "watch=true"]);
  expect(seen).toContain("200 limit=500");
  expect(seen).not.toContain('{"type":"MODIFIED","object":{}}');

  requests.moveTo(12);
  await expect.poll(() => seen.slice(-2)).toEqual(['{"type":"MODIFIED","object":{}}', "end"]);
});

test("what the informer gave up is given up once all that had come is read", async () => {
  const { requests, seen } = played([watch("client")]);

  requests.moveTo(20);

  await expect.poll(() => seen.at(-1)).toBe("given up");
  expect(seen).toContain('{"type":"MODIFIED","object":{}}');
});

test("backwards, what was under way is given up, and what is under way there is sent anew", async () => {
  const { requests, sent, counts } = played([list, watch("server")]);
  requests.moveTo(11);
  await expect.poll(() => counts.at(-1)?.underWay).toBe(1);

  requests.moveTo(8);
  expect(sent).toEqual(["limit=500", "watch=true", "watch=true"]);
  requests.moveTo(1);

  await expect.poll(() => counts.at(-1)?.underWay).toBe(0);
  expect(sent).toHaveLength(3);
});

test("refusals have their code and Retry-After, broken connections break", async () => {
  const status = { kind: "Status", code: 429, details: { retryAfterSeconds: 7 } };
  const refused: Exchange = { ...list, answer: { kind: "body", at: 3, status: 429, body: status } };
  const steps = new DueSteps();
  steps.goTo(10);
  const server = createFetchHandler(
    new PlayedServer([refused, { ...watch("server"), answer: { kind: "broken", at: 6 } }], steps),
  );
  const ask = (id: string) => server("/api/v1/nodes", { headers: { "audit-id": id } });

  const answer = await ask("run-1");
  expect(answer.status).toBe(429);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "retry-after": "7",
    "audit-id": "run-1",
    "content-type": "application/json",
  });
  expect(await answer.json()).toEqual(status);
  await expect(ask("run-2")).rejects.toThrow(/broke the connection/);
  expect((await ask("run-3")).status).toBe(404);
});

test("a leap sends the last hundred requests and tells how many it left out", async () => {
  const many = Array.from({ length: 130 }, (_, index) => ({ ...list, id: `run-${index}` }));
  const { requests, sent, counts } = played(many);

  requests.moveTo(10);

  await expect.poll(() => counts.at(-1)).toEqual({ sent: 100, underWay: 0, skipped: 30 });
  expect(sent).toHaveLength(100);
});
