import {
  EventRecorder,
  ObjectClient,
  type RestResponseObserver,
  type RestTransport,
  RetryingTransport,
} from "@informerlab/core";
import { type coreV1, resources } from "@informerlab/core/kinds";
import {
  always,
  type ChaosOptions,
  type ControllerUnderTest,
  chaosTest,
  eventually,
  type Program,
} from "@informerlab/test";
import { expect, test } from "vitest";

/** Runs are counted, not timed: a machine may be busy. */
const timeout = 600_000;
const { configMaps, events } = resources.core.v1;

/** What a mistake changes between a program and its server. */
type Change = (transport: RestTransport) => RestTransport;

const unchanged: Change = (transport) => transport;

/** What writes is told of breaks of its connection also when the write was done. */
const resend: Change = (inner) => ({
  server: inner.server,
  send: (request, observer) => {
    let cancel = inner.send(request, {
      ...through(observer),
      failed: () => {
        cancel = inner.send(request, observer);
      },
    });
    return () => cancel();
  },
});

function through(observer: RestResponseObserver): RestResponseObserver {
  return {
    responded: (head) => observer.responded(head),
    text: (piece) => observer.text(piece),
    ended: () => observer.ended(),
    failed: (error) => observer.failed(error),
  };
}

/** Creates an object for each of its calls; the server names them, so that nothing but its client keeps two apart. */
function creator(change: Change = unchanged): ControllerUnderTest {
  return {
    name: "creator",
    start: (program) => {
      const transport = new RetryingTransport(program.environment, change(program.transport));
      void createAll(program, new ObjectClient(transport, configMaps, "default"));
    },
  };
}

const calls = 12;

async function createAll(
  { identity, sleep }: Program,
  client: ObjectClient<coreV1.ConfigMap>,
): Promise<void> {
  for (let call = 1; call <= calls; call++) {
    const labels = { call: `${identity}-${call}` };
    const object = { metadata: { generateName: "made-", labels } };
    const made = await client.create(object).catch(() => undefined);
    const { name } = made?.metadata ?? {};
    // What it was told of it keeps, and says so.
    if (name !== undefined)
      await client.patch(name, { data: { told: "yes" } }).catch(() => undefined);
    await sleep(700);
  }
}

/** Somebody else is there, too. */
const users: ChaosOptions["users"] = [
  {
    resource: "configmaps",
    namespace: "default",
    names: ["other"],
    variants: [{ apiVersion: "v1", kind: "ConfigMap" }],
  },
];

const callOf = (object: { readonly metadata?: coreV1.ConfigMap["metadata"] }): string =>
  object.metadata?.labels?.["call"] ?? "";

const oneEach: ChaosOptions = {
  troubles: ["lost-answer", "lost-request", "too-many-requests", "slow-answers", "cut-off"],
  invariants: [
    always("a call creates one object at most", ({ commit, commits }) => {
      const call = commit?.verb === "create" ? callOf(commit.object) : "";
      if (call === "") return true;
      const made = commits.filter(
        ({ verb, object }) => verb === "create" && callOf(object) === call,
      );
      return made.length === 1 || `call ${call} has created ${made.length} objects`;
    }),
  ],
  users,
  seed: 1,
};

test("the core's client sends a write once, whatever becomes of its answer", {
  timeout,
}, async () => {
  const report = await chaosTest(creator(), { ...oneEach, runs: 60 });

  expect(report.struck).toMatchObject({
    loseResponse: expect.any(Number),
    reset: expect.any(Number),
    status: expect.any(Number),
  });
});

test("a client that sends again when its connection breaks creates twice, and is found", {
  timeout,
}, async () => {
  const failing = chaosTest(creator(resend), { ...oneEach, runs: 300 });

  await expect(failing).rejects.toMatchObject({
    failure: { rule: "a call creates one object at most" },
  });
});

const reasons = ["Created", "Scaled", "Deleted"];
/** Within what a source may tell of one object at once. */
const times = 8;

/** Tells of each of three things eight times. */
function recorder(change: Change = unchanged): ControllerUnderTest {
  return {
    name: "recorder",
    start: (program) => {
      const transport = new RetryingTransport(program.environment, change(program.transport));
      const recorder = new EventRecorder(program.environment, {
        events: new ObjectClient(transport, events),
        component: "recorder",
      });
      void recordAll(program, recorder);
    },
  };
}

async function recordAll({ sleep }: Program, recorder: EventRecorder): Promise<void> {
  const object = { metadata: { name: "web", namespace: "default", uid: "1" } };
  for (let turn = 1; turn <= times; turn++) {
    for (const reason of reasons)
      recorder.record(configMaps, object, { type: "Normal", reason, message: `it was ${reason}` });
    await sleep(1500);
  }
}

const eachCounted: ChaosOptions = {
  troubles: ["lost-answer", "lost-request", "slow-answers", "slow-requests", "too-many-requests"],
  invariants: [
    eventually("each thing is told by one Event, which counts how often", ({ list }) => {
      const told = list(events).map(({ reason, count }) => `${reason} ${count}`);
      const wanted = reasons.map((reason) => `${reason} ${times}`);
      return told.toSorted().join() === wanted.toSorted().join() || `told are ${told.join(", ")}`;
    }),
  ],
  users,
  seed: 1,
};

test("the core's recorder loses no Event and tells none twice", { timeout }, async () => {
  const report = await chaosTest(recorder(), { ...eachCounted, runs: 60 });

  expect(report.struck).toMatchObject({ loseResponse: expect.any(Number) });
});

/** What breaks the connection is taken for a refusal: nothing is tried again. */
const noSecondTry: Change = (inner) => ({
  server: inner.server,
  send: (request, observer) =>
    inner.send(request, {
      ...through(observer),
      failed: () => {
        observer.responded({ status: 500, headers: {} });
        observer.ended();
      },
    }),
});

test("a recorder that gives up when its connection breaks loses Events, and is found", {
  timeout,
}, async () => {
  const failing = chaosTest(recorder(noSecondTry), { ...eachCounted, runs: 300 });

  await expect(failing).rejects.toMatchObject({
    failure: { rule: "each thing is told by one Event, which counts how often" },
  });
});
