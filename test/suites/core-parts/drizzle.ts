import {
  EventRecorder,
  ObjectClient,
  type RestTransport,
  RetryingTransport,
} from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import { always, type ChaosOptions, type ControllerUnderTest, eventually } from "@informerlab/test";
import { users } from "./users.ts";

const { configMaps, events } = resources.core.v1;
const namespace = "kube-public";
const minuteMs = 60_000;
/** More than client-go tells each by each, and more than a source may tell of one object at once. */
const drops = 13;
const shower = 40;
/** While there is trouble. */
const firstDrops = 12;
const burst = 25;

type RecorderOptions = ConstructorParameters<typeof EventRecorder>[1];

/**
 * Tells something alike every four minutes, for longer than what is alike counts as such, then nothing for hours, and
 * then a lot at once. What the server refuses it does not hear again.
 */
export function drizzle(change: Partial<RecorderOptions> = {}): ControllerUnderTest {
  return {
    name: "drizzle",
    async start({ environment, transport, sleep, life }) {
      // A recorder that starts anew knows nothing of what the one before it told.
      if (life > 1) return;
      let tellFlaw: (flaw: Error) => void = () => {};
      const flaw = new Promise<never>((_resolve, reject) => {
        tellFlaw = reject;
      });
      const once = refusedOnce(new RetryingTransport(environment, transport), tellFlaw);
      const recorder = new EventRecorder(environment, {
        events: new ObjectClient(once, events),
        component: "drizzle",
        ...change,
      });
      const object = { metadata: { name: "web", namespace, uid: "1" } };
      const tell = async (): Promise<void> => {
        for (let drop = 1; drop <= firstDrops; drop++) {
          const what = { type: "Normal", reason: `First${drop}`, message: "it begins" } as const;
          recorder.record(configMaps, { metadata: { name: "early", namespace, uid: "2" } }, what);
          await sleep(2000);
        }
        for (let drop = 1; drop <= drops; drop++) {
          const message = `the ${drop}th drop`;
          recorder.record(configMaps, object, { type: "Normal", reason: "Drop", message });
          await sleep(4 * minuteMs);
        }
        await sleep(240 * minuteMs);
        for (let drop = 1; drop <= shower; drop++) {
          const what = { type: "Normal", reason: `Shower${drop}`, message: "it pours" } as const;
          recorder.record(configMaps, object, what);
        }
        await sleep(30 * minuteMs);
      };
      await Promise.race([flaw, tell()]);
    },
  };
}

/** The same way; what is refused must not come again. */
function refusedOnce(inner: RestTransport, tellFlaw: (flaw: Error) => void): RestTransport {
  const refused = new Set<string>();
  return {
    server: inner.server,
    send: (request, observer) => {
      const what = `${request.method} ${request.path} ${request.body}`;
      if (refused.has(what)) tellFlaw(new Error(`it was refused, and comes again: ${what}`));
      let status = 0;
      return inner.send(request, {
        ...observer,
        responded: (head) => {
          status = head.status;
          observer.responded(head);
        },
        ended: () => {
          if (status >= 400) refused.add(what);
          observer.ended();
        },
      });
    },
  };
}

/** What must come of it at the server. */
export const drizzleRules: ChaosOptions = {
  users,
  objects: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }],
  troubles: ["write-failed", "slow-answers", "lost-request", "watch-cut"],
  invariants: [
    eventually("what is alike is told as one, however slowly it comes", ({ list }) =>
      list(events).some(({ message }) => message?.startsWith("(combined from similar")),
    ),
    always("a shower is dammed, however long it was dry before", ({ commits }) => {
      const told = commits.filter(
        ({ resource, object }) =>
          resource === "events" && (object as coreV1.Event).reason?.startsWith("Shower"),
      );
      return told.length <= burst || `told ${told.length} times`;
    }),
  ],
  settleMs: 420 * minuteMs,
  seed: 1,
};
