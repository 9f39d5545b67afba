import type { Fault } from "@informerlab/fake-apiserver";
import type { SoakServer } from "./server.ts";

/** What the fake apiserver does to its clients for a while. */
interface RollingFaults {
  readonly name: string;
  /** In force while the trouble lasts. */
  readonly faults: readonly Fault[];
  /** Done now and then while it lasts. */
  readonly strike?: (server: SoakServer) => void | Promise<void>;
}

const client = "config-map-mirror/*";
const life = (probability: number): { probability: number } => ({ probability });

/** In the order in which they come, again and again. */
export const rollingFaults: readonly RollingFaults[] = [
  { name: "quiet", faults: [] },
  { name: "restarts", faults: [], strike: (server) => server.restart() },
  {
    name: "compaction",
    faults: [
      { on: { client, verb: "watch" }, life: life(0.5), do: { close: "clean", afterEvents: 3 } },
    ],
    strike: (server) => server.compact(),
  },
  {
    name: "429",
    faults: [{ on: { client }, life: life(0.3), do: { status: 429, retryAfterSeconds: 1 } }],
  },
  {
    name: "token rotation",
    faults: [{ on: { client }, life: life(0.2), do: { status: 401 } }],
    strike: (server) => server.rotateToken(),
  },
  {
    name: "half-open watches",
    faults: [
      { on: { client, verb: "watch" }, life: life(0.7), do: { stall: true, afterEvents: 5 } },
    ],
  },
  {
    name: "lost connections",
    faults: [
      { on: { client }, life: life(0.15), do: { reset: "before-headers" } },
      { on: { client, verb: "watch" }, life: life(0.5), do: { reset: "stream", afterEvents: 4 } },
    ],
  },
  {
    name: "lost answers",
    faults: [
      {
        on: { client, verb: ["create", "update", "delete"] },
        life: life(0.3),
        do: { loseResponse: true },
      },
    ],
  },
  {
    name: "5xx and forgotten versions",
    faults: [
      { on: { client }, life: life(0.2), do: { status: 503 } },
      {
        on: { client, verb: "watch" },
        life: life(0.3),
        do: { expire: "event410", afterEvents: 2 },
      },
    ],
  },
  {
    name: "leases that cannot be renewed",
    faults: [{ on: { client, resource: "leases" }, do: { status: 500 } }],
  },
];
