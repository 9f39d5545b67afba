import { EventRecorder, ObjectClient, RetryingTransport } from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import { always, type ChaosOptions, type ControllerUnderTest, eventually } from "@informerlab/test";
import { users } from "./users.ts";

const { configMaps, events } = resources.core.v1;
/** client-go's limits: different messages that are told each by each, and what a source may tell of one object at once. */
const similarMax = 10;
const burst = 25;
const messages = 60;

type RecorderOptions = ConstructorParameters<typeof EventRecorder>[1];

const namespace = "kube-public";
/** Told again and again in the same words. */
const calm = "Calm";

/** Has too much to tell of one object: ever other words, in half a minute, and the same ones beside them. */
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
        const object = { metadata: { name: "web", namespace, uid: "1" } };
        for (let turn = 1; turn <= messages; turn++) {
          const message = `the ${turn}th of them`;
          recorder.record(configMaps, object, { type: "Warning", reason: "Flood", message });
          recorder.record(configMaps, object, {
            type: "Normal",
            reason: calm,
            message: "all is well",
          });
          await sleep(500);
        }
      }
    },
  };
}

/** What must come of it at the server. */
export const floodRules: ChaosOptions = {
  users,
  objects: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }],
  // What the server refuses is left out, as by client-go, and not counted.
  troubles: ["slow-answers", "slow-requests", "lost-request", "watch-cut"],
  invariants: [
    always("a flood is dammed", ({ commits }) => {
      for (const isCalm of [false, true]) {
        const told = commits.filter(
          ({ resource, object }) =>
            resource === "events" && ((object as coreV1.Event).reason === calm) === isCalm,
        );
        if (told.length > burst) return `told ${told.length} times`;
      }
      return true;
    }),
    always("an event is where its object is", ({ commit }) => {
      return commit?.resource !== "events" || commit.key.startsWith(`${namespace}/`) || commit.key;
    }),
    eventually("what is the same is told once, and counted", ({ list }) => {
      const told = list(events).filter(({ reason }) => reason === calm);
      const [{ count } = {}] = told;
      return (
        (told.length === 1 && count === burst) || `${told.length} are told, which count ${count}`
      );
    }),
    eventually("what is alike is told as one, which counts", ({ list }) => {
      const all = list(events).filter(({ reason }) => reason !== calm);
      const combined = all.filter(({ message }) => message?.startsWith("(combined from similar"));
      const single = all.length - combined.length;
      const { count, message = "" } = combined[0] ?? {};
      const isNewest = message.endsWith(`the ${burst}th of them`);
      return (
        (single === similarMax - 1 &&
          combined.length === 1 &&
          count === burst - single &&
          isNewest) ||
        `${single} are told each by each, ${combined.length} as one, which counts ${count} and says ${message}`
      );
    }),
  ],
  seed: 1,
};
