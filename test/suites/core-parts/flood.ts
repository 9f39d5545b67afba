import { EventRecorder, ObjectClient, RetryingTransport } from "@informerlab/core";
import { resources } from "@informerlab/core/kinds";
import { always, type ChaosOptions, type ControllerUnderTest, eventually } from "@informerlab/test";
import { users } from "./users.ts";

const { configMaps, events } = resources.core.v1;
/** client-go's limits: different messages that are told each by each, and what a source may tell of one object at once. */
const similarMax = 10;
const burst = 25;
const messages = 60;

type RecorderOptions = ConstructorParameters<typeof EventRecorder>[1];

/** Has too much to tell of one object: ever other words, in half a minute. */
export function flood(change: Partial<RecorderOptions> = {}): ControllerUnderTest {
  return {
    name: "flood",
    start: ({ environment, transport, sleep, life }) => {
      // A recorder that starts anew knows nothing of what the one before it told.
      if (life > 1) return;
      const retrying = new RetryingTransport(environment, transport);
      const recorder = new EventRecorder(environment, {
        events: new ObjectClient(retrying, events),
        component: "flood",
        ...change,
      });
      void tell();

      async function tell(): Promise<void> {
        const object = { metadata: { name: "web", namespace: "default", uid: "1" } };
        for (let turn = 1; turn <= messages; turn++) {
          const message = `the ${turn}th of them`;
          recorder.record(configMaps, object, { type: "Warning", reason: "Flood", message });
          await sleep(500);
        }
      }
    },
  };
}

/** What must come of it at the server. */
export const floodRules: ChaosOptions = {
  users,
  // What the server refuses is left out, as by client-go, and not counted.
  troubles: ["slow-answers", "slow-requests", "lost-request", "watch-cut"],
  invariants: [
    always("a flood is dammed", ({ commits }) => {
      const told = commits.filter(({ resource }) => resource === "events").length;
      return told <= burst || `told ${told} times`;
    }),
    eventually("what is alike is told as one, which counts", ({ list }) => {
      const all = list(events);
      const combined = all.filter(({ message }) => message?.startsWith("(combined from similar"));
      const single = all.length - combined.length;
      const { count } = combined[0] ?? {};
      return (
        (single === similarMax - 1 && combined.length === 1 && count === burst - single) ||
        `${single} are told each by each, ${combined.length} as one, which counts ${count}`
      );
    }),
  ],
  seed: 1,
};
