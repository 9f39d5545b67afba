/** Of requests that change something. */
const writes = ["create", "update", "patch", "delete"];
const reads = ["get", "list", "watch"];

/** What the libraries of every language bear without a word to their user. */
const mild: readonly object[] = [
  {
    id: "slow",
    chance: 0.6,
    life: { probability: { oneOf: [0.1, 0.3] } },
    do: { latency: { min: 1, max: { between: [20, 100] } } },
  },
  {
    id: "watch-ends",
    chance: 0.6,
    on: { verb: "watch" },
    life: { times: { between: [1, 5] } },
    do: { close: "clean", afterEvents: { between: [1, 12] } },
  },
  {
    id: "watch-expires",
    chance: 0.4,
    on: { verb: "watch" },
    life: { times: { between: [1, 3] } },
    do: {
      expire: { oneOf: ["event410", "event410-gone", "http410"] },
      afterEvents: { between: [0, 8] },
    },
  },
  {
    id: "watch-breaks",
    chance: 0.4,
    on: { verb: "watch" },
    life: { times: { between: [1, 3] } },
    do: { reset: "stream", afterEvents: { between: [1, 8] } },
  },
  { id: "no-bookmarks", chance: 0.3, do: { bookmarks: "none" } },
  { id: "no-streaming-lists", chance: 0.3, do: { refuseStreamingList: true } },
];

/** What a cluster may show on a bad day; code that writes must look at its errors and try again. */
const rough: readonly object[] = [
  ...mild,
  {
    id: "busy-for-reads",
    chance: 0.3,
    on: { verb: reads },
    life: { nth: { between: [1, 30] } },
    do: { status: 429, retryAfterSeconds: 1 },
  },
  {
    id: "server-error",
    chance: 0.5,
    life: { nth: { between: [1, 60] } },
    do: { status: { oneOf: [500, 503, 504] } },
  },
  {
    id: "busy-for-writes",
    chance: 0.4,
    on: { verb: writes },
    life: { nth: { between: [1, 20] } },
    do: { status: 429, retryAfterSeconds: 1 },
  },
  {
    id: "conflict",
    chance: 0.5,
    on: { verb: ["update", "patch"] },
    life: { nth: { between: [1, 12] } },
    do: { status: 409, reason: "Conflict" },
  },
  {
    id: "connection-lost",
    chance: 0.5,
    life: { nth: { between: [1, 60] } },
    do: { reset: { oneOf: ["before-headers", "after-headers"] } },
  },
  {
    id: "answer-lost",
    chance: 0.5,
    on: { verb: writes },
    life: { nth: { between: [1, 20] } },
    do: { loseResponse: true },
  },
  {
    id: "watch-fails",
    chance: 0.3,
    on: { verb: "watch" },
    life: { times: { between: [1, 2] } },
    do: { errorEvent: { oneOf: [500, 504] }, afterEvents: { between: [0, 6] } },
  },
  {
    id: "late-events",
    chance: 0.4,
    on: { verb: "watch" },
    life: { probability: 0.3 },
    do: { latency: { min: 10, max: { between: [50, 800] } }, at: "event" },
  },
  { id: "restart", chance: 0.3, life: { nth: { between: [5, 60] } }, do: { restart: true } },
];

/** Plans that come with the program. All of it happens in real clusters, and a proxy can do all of it. */
export const levels: Readonly<Record<string, { readonly faults: readonly object[] }>> = {
  mild: { faults: mild },
  rough: { faults: rough },
};
