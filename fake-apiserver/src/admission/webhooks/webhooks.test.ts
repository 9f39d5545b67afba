import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";
import type { WebhookCall, WebhookClient, WebhookReply, WebhookVerdict } from "./webhook-client.ts";

const rules = [
  {
    apiGroups: [""],
    apiVersions: ["v1"],
    operations: ["CREATE", "DELETE"],
    resources: ["configmaps"],
  },
];

const hook = {
  name: "test.example.com",
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
  clientConfig: { url: "https://hooks.example.com/check" },
  rules,
};

function configuration(
  kind: "Mutating" | "Validating",
  changes: Readonly<Record<string, unknown>> = {},
): KubernetesObject {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: "test" },
    webhooks: [{ ...hook, ...changes }],
  } as KubernetesObject;
}

function configMap(name: string): KubernetesObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } };
}

function request(
  cluster: FakeCluster,
  method: string,
  path: string,
  body?: KubernetesObject,
  query: readonly (readonly [string, string])[] = [],
) {
  const answers: ApiResponse[] = [];
  const cancel = cluster.apiserver.handle(
    {
      method,
      path,
      query,
      headers: { "content-type": "application/json" },
      client: "test",
      ...(body === undefined ? {} : { body }),
    },
    (answer) => answers.push(answer),
  );
  return { answers, cancel };
}

const path = "/api/v1/namespaces/default/configmaps";

/** A network whose answers come when the test lets them. */
function slowNetwork(verdict: WebhookVerdict) {
  const waiting: { call: WebhookCall; answer: () => void }[] = [];
  const client: WebhookClient = {
    send(call, done) {
      const { request: asked } = JSON.parse(call.body) as { request: { uid: string } };
      const reply: WebhookReply = {
        kind: "answer",
        status: 200,
        body: JSON.stringify({
          kind: "AdmissionReview",
          apiVersion: "admission.k8s.io/v1",
          response: { ...verdict, uid: asked.uid },
        }),
      };
      const entry = { call, answer: () => done(reply) };
      waiting.push(entry);
      return () => waiting.splice(waiting.indexOf(entry), 1);
    },
  };
  return { waiting, client };
}

test("functions in place of webhooks answer within the call: nothing waits", () => {
  const seen: unknown[] = [];
  const cluster = createCluster({
    objects: configuration("Mutating"),
    webhooks: {
      functions: {
        "test.example.com": (review) => {
          seen.push(review.request["operation"]);
          return { allowed: true, patch: [{ op: "add", path: "/data", value: { by: "hook" } }] };
        },
      },
    },
  });

  const { answers } = request(cluster, "POST", path, configMap("a"));

  expect(answers).toMatchObject([{ status: 201, body: { value: { data: { by: "hook" } } } }]);
  expect(cluster.create(configMap("b"))).toMatchObject({ data: { by: "hook" } });
  expect(seen).toEqual(["CREATE", "CREATE"]);
});

test("a function that throws is a call that failed, and the configuration says what follows", () => {
  const webhooks = {
    functions: {
      "https://hooks.example.com/check": (): never => {
        throw new Error("out of order");
      },
    },
  };
  const closed = createCluster({ objects: configuration("Validating"), webhooks });
  const open = createCluster({
    objects: configuration("Validating", { failurePolicy: "Ignore" }),
    webhooks,
  });

  expect(() => closed.create(configMap("a"))).toThrow(
    'Internal error occurred: failed calling webhook "test.example.com": failed to call webhook: out of order',
  );
  expect(open.create(configMap("a")).metadata?.name).toBe("a");
});

test("a request waits for the network, others do not, and what changed meanwhile is seen", async () => {
  const network = slowNetwork({ allowed: true, warnings: ["slow"] });
  const cluster = createCluster({
    objects: configuration("Validating"),
    webhooks: { client: network.client },
  });

  const { answers } = request(cluster, "POST", path, configMap("a"));
  const meanwhile = request(cluster, "GET", `${path}/a`).answers;
  cluster.create(configMap("a"));
  network.waiting[0]?.answer();
  await cluster.settled();

  expect(network.waiting[0]?.call).toMatchObject({
    name: "test.example.com",
    url: "https://hooks.example.com/check?timeout=10s",
    timeoutMs: 10_000,
  });
  expect(meanwhile).toMatchObject([{ status: 404 }]);
  expect(answers).toMatchObject([{ status: 409, headers: { warning: ['299 - "slow"'] } }]);
});

test("a webhook is asked once for each object of a collection, and what is deleted stays so", async () => {
  const network = slowNetwork({ allowed: true });
  const cluster = createCluster({
    objects: [configMap("a"), configMap("b"), configuration("Validating")],
    webhooks: { client: network.client },
  });

  const { answers } = request(cluster, "DELETE", path);
  for (let index = 0; index < 2; index++) {
    network.waiting[index]?.answer();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await cluster.settled();

  const names = network.waiting.map(
    ({ call }) => (JSON.parse(call.body) as DeletionReview).request.oldObject.metadata.name,
  );
  expect(names).toEqual(["a", "b"]);
  expect(answers).toMatchObject([{ status: 200, body: { value: { items: [{}, {}] } } }]);
  expect(cluster.list("configmaps", { namespace: "default" })).toEqual([]);
});

test("a client that goes away takes its question to the webhook with it", () => {
  const network = slowNetwork({ allowed: true });
  const cluster = createCluster({
    objects: configuration("Validating"),
    webhooks: { client: network.client },
  });

  request(cluster, "POST", path, configMap("a")).cancel();

  expect(network.waiting).toEqual([]);
  expect(cluster.requests.inFlight).toBe(0);
});

test("a configuration that cannot be called makes creates fail, and says what is missing", () => {
  const cluster = createCluster({ objects: configuration("Validating") });

  const { answers } = request(cluster, "POST", path, configMap("a"));

  const message = expect.stringContaining(
    "no way onto the network; give createCluster a webhooks.client",
  ) as string;
  expect(answers).toMatchObject([{ status: 500, body: { value: { message } } }]);
});

test("conditions that cannot be judged refuse an object by the name that it was sent with, and not by one to be made", () => {
  const cluster = createCluster({ environment: new Simulation() });
  const matchConditions = [{ name: "named", expression: "object.metadata.name != 'b'" }];
  cluster.create(configuration("Mutating", { matchConditions }));
  const unnamed = { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "gen-" } };
  const { answers } = request(cluster, "POST", path, unnamed);

  // As the real server says it.
  expect(answers[0]?.body).toMatchObject({
    value: {
      message:
        "configmaps is forbidden: expression 'object.metadata.name != 'b'' resulted in error: no such key: name",
    },
  });
});

test("a hook that may have effects even in a dry run is not taken", () => {
  const create = (): FakeCluster =>
    createCluster({ objects: configuration("Validating", { sideEffects: "Some" }) });

  expect(create).toThrow('webhooks[0].sideEffects: Unsupported value: "Some"');
});

/** The request names no object, as it is about many. */
interface DeletionReview {
  readonly request: { readonly oldObject: { readonly metadata: { readonly name: string } } };
}

// As kubernetes' own TestWebhookTimeout asks of the real server.
test("webhooks have what is left of the time that the client gives, and none is asked once that is over", () => {
  const simulation = new Simulation();
  const { waiting, client } = slowNetwork({ allowed: true });
  const hooks = [20, 5, 20].map((timeoutSeconds, index) => ({
    ...hook,
    name: `hook-${index}.example.com`,
    timeoutSeconds,
    failurePolicy: "Ignore",
  }));
  const cluster = createCluster({
    environment: simulation,
    objects: { ...configuration("Mutating"), webhooks: hooks } as KubernetesObject,
    webhooks: { client },
  });
  const given: string[] = [];
  const answerAfter = (seconds: number): void => {
    const { call, answer } = waiting.splice(0)[0] as (typeof waiting)[number];
    given.push(`${call.url.replace(/^.*timeout=/, "")} ${call.timeoutMs}`);
    simulation.advanceBy(seconds * 1000);
    answer();
    simulation.runReady();
  };
  const { answers } = request(cluster, "POST", path, configMap("a"), [["timeout", "10s"]]);
  simulation.runReady();

  answerAfter(1.5);
  answerAfter(8.5);

  expect(given).toEqual(["10s 10000", "5s 5000"]);
  expect(waiting).toEqual([]);
  expect(answers[0]).toMatchObject({ status: 504 });
});
