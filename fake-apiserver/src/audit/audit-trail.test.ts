import { expect, test, vi } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { createFetchHandler } from "../transports/fetch/fetch-handler.ts";
import type { AuditEvent } from "./audit-event.ts";
import type { AuditPolicy } from "./audit-policy.ts";

function audited(options: Parameters<typeof createCluster>[0] & { policy?: AuditPolicy } = {}) {
  const { policy, ...others } = options;
  const events: AuditEvent[] = [];
  const log = (event: AuditEvent): number => events.push(event);
  const audit = policy === undefined ? { log } : { policy, log };
  const cluster = createCluster({ ...others, audit });
  return { events, cluster, ask: createFetchHandler(cluster) };
}

const configMap = (name: string): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ metadata: { name } }),
});
const configMaps = "/api/v1/namespaces/default/configmaps";

test("a watch is told of when it begins and when it ends", async () => {
  const { events, cluster, ask } = audited();
  await using _cluster = cluster;

  const answer = await ask(`${configMaps}?watch=1`);
  expect(events.map(({ stage, verb }) => `${verb} ${stage}`)).toEqual([
    "watch RequestReceived",
    "watch ResponseStarted",
  ]);

  await answer.body?.cancel();
  expect(events.at(-1)).toMatchObject({
    stage: "ResponseComplete",
    responseStatus: { code: 200 },
    auditID: answer.headers.get("audit-id"),
  });
});

test("of a patch that is not JSON its text is told", async () => {
  const { events, cluster, ask } = audited();
  await using _cluster = cluster;
  const body = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n";

  await ask(`${configMaps}/a?fieldManager=me`, {
    method: "PATCH",
    headers: { "content-type": "application/apply-patch+yaml" },
    body,
  });

  expect(events.at(-1)?.requestObject).toBe(body);
});

test("webhooks leave notes; patches are told from level Request on", async () => {
  const notes = async (level: "Metadata" | "Request") => {
    const { events, cluster, ask } = audited({
      policy: { rules: [{ level }], omitStages: ["RequestReceived"] },
      webhooks: {
        functions: {
          "m.example.com": () => ({
            allowed: true,
            patch: [{ op: "add", path: "/data", value: { by: "hook" } }],
            auditAnnotations: { who: "me" },
          }),
          "v.example.com": () => {
            throw new Error("away");
          },
        },
      },
      objects: ["Mutating", "Validating"].map((kind) => ({
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: `${kind}WebhookConfiguration`,
        metadata: { name: "hooks" },
        webhooks: [
          {
            name: `${kind === "Mutating" ? "m" : "v"}.example.com`,
            clientConfig: { url: "https://hooks.example.com" },
            failurePolicy: "Ignore",
            sideEffects: "None",
            admissionReviewVersions: ["v1"],
            rules: [
              {
                apiGroups: [""],
                apiVersions: ["v1"],
                operations: ["CREATE"],
                resources: ["configmaps"],
              },
            ],
          },
        ],
      })),
    });
    await using _cluster = cluster;
    await ask(configMaps, configMap("a"));
    return events[0]?.annotations;
  };
  const always = {
    "authorization.k8s.io/decision": "allow",
    "authorization.k8s.io/reason": "",
    "failed-open.validating.webhook.admission.k8s.io/round_0_index_0": "v.example.com",
    "m.example.com/who": "me",
    "mutation.webhook.admission.k8s.io/round_0_index_0":
      '{"configuration":"hooks","webhook":"m.example.com","mutated":true}',
  };

  expect(await notes("Metadata")).toEqual(always);
  expect(await notes("Request")).toEqual({
    ...always,
    "patch.webhook.admission.k8s.io/round_0_index_0":
      '{"configuration":"hooks","webhook":"m.example.com","patch":[{"op":"add","path":"/data","value":{"by":"hook"}}],"patchType":"JSONPatch"}',
  });
});

test("a policy that the real server would not take is refused", () => {
  expect(() => audited({ policy: { rules: [] } })).toThrow("loaded illegal policy with 0 rules");
});

test("who throws at an event ends no request", async () => {
  await using cluster = createCluster({
    audit: {
      log: () => {
        throw new Error("full");
      },
    },
  });

  const answer = await createFetchHandler(cluster)(configMaps);

  expect(answer.status).toBe(200);
  expect(cluster.apiserver.internalErrors).toHaveLength(2);
});

test("an answer waits where its events have to come to somebody first", async () => {
  const told: string[] = [];
  const waiting: (() => void)[] = [];
  const cluster = createCluster({
    audit: {
      log: ({ stage }) => told.push(stage),
      whenTaken: (done) => waiting.push(done),
    },
  });
  await using _cluster = cluster;

  const answer = createFetchHandler(cluster)(configMaps).then(() => told.push("answered"));
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  expect(told).toEqual(["RequestReceived", "ResponseComplete"]);
  waiting[0]?.();
  await answer;

  expect(told.at(-1)).toBe("answered");
});
