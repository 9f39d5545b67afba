import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";

const said =
  ".metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating admission controller; please fix your requests: ";

/** Creates a ConfigMap whose managedFields a webhook replaces. */
function spoil(value: unknown) {
  const cluster = createCluster({
    objects: {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name: "test" },
      webhooks: [
        {
          name: "test.example.com",
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          clientConfig: { url: "https://hooks.example.com/" },
          rules: [
            { apiGroups: [""], apiVersions: ["v1"], operations: ["*"], resources: ["configmaps"] },
          ],
        },
      ],
    } as KubernetesObject,
    webhooks: {
      functions: {
        "test.example.com": () => ({
          allowed: true,
          patch: [{ op: "add", path: "/metadata/managedFields", value }],
        }),
      },
    },
  });
  const answers: ApiResponse[] = [];
  cluster.apiserver.handle(
    {
      method: "POST",
      path: "/api/v1/namespaces/default/configmaps",
      query: [["fieldManager", "me"]],
      headers: { "content-type": "application/json" },
      client: "test",
      body: { metadata: { name: "a" }, data: { a: "1" } } as KubernetesObject,
    },
    (answer) => answers.push(answer),
  );
  const [answer] = answers;
  const body = answer?.body as { value?: { metadata?: { managedFields?: unknown } } } | undefined;
  return {
    status: answer?.status,
    warning: answer?.headers["warning"],
    managedFields: body?.value?.metadata?.managedFields,
  };
}

const entry = (changes: object = {}) => ({
  manager: "m",
  operation: "Update",
  apiVersion: "v1",
  time: "2020-01-01T00:00:00Z",
  fieldsType: "FieldsV1",
  fieldsV1: { "f:data": {} },
  ...changes,
});
const inSet = (set: string, problem: string) =>
  `error decoding versioned set from {m Update v1 2020-01-01 00:00:00 +0000 UTC FieldsV1 ${set} }: error decoding set: ${problem}`;

/** What a real kube-apiserver 1.35.4 says. */
const spoiled: readonly (readonly [unknown, string])[] = [
  [[{}], "operation must be `Apply` or `Update`"],
  [[entry({ operation: "X" })], "operation must be `Apply` or `Update`"],
  [[entry({ apiVersion: "" })], "apiVersion must not be empty"],
  [[entry(), entry({ fieldsType: "" })], "missing fieldsType in managed fields entry 1"],
  [[entry({ fieldsType: "V2" })], 'invalid fieldsType "V2" in managed fields entry 0'],
  [
    [entry({ fieldsV1: { "f:data": 3 } })],
    inSet(
      '{"f:data":3}',
      'ReadMapCB: expect { or n, but found 3, error found in #10 byte of ...|"f:data":3}|..., bigger context ...|{"f:data":3}|...',
    ),
  ],
  [
    [entry({ fieldsV1: { x: {} } })],
    inSet(
      '{"x":{}}',
      'parsing key as path element: key must be 2 characters long:, error found in #5 byte of ...|{"x":{}}|..., bigger context ...|{"x":{}}|...',
    ),
  ],
  [
    [entry({ fieldsV1: { "i:a": {} } })],
    inSet(
      '{"i:a":{}}',
      'parsing key as path element: strconv.Atoi: parsing "a": invalid syntax, error found in #7 byte of ...|{"i:a":{}}|..., bigger context ...|{"i:a":{}}|...',
    ),
  ],
  [
    [entry({ fieldsV1: { "v:zzz": {} } })],
    inSet(
      '{"v:zzz":{}}',
      'parsing key as path element: Read: unexpected value type: 0, error found in #0 byte of ...|zzz|..., bigger context ...|zzz|..., error found in #9 byte of ...|{"v:zzz":{}}|..., bigger context ...|{"v:zzz":{}}|...',
    ),
  ],
];

test.each(spoiled)("managedFields that a webhook spoils stand as before: %j", (value, problem) => {
  const { status, warning, managedFields } = spoil(value);

  const quoted = `${said}${problem}`.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  expect([status, [warning].flat()]).toEqual([201, [`299 - "${quoted}"`]]);
  expect(managedFields).toMatchObject([{ manager: "me", fieldsV1: { "f:data": { "f:a": {} } } }]);
});

test("what a webhook writes there and can be read is kept", () => {
  const sets = [{ "f:a": null }, { "x:later": 3 }, { "i:-1": {} }, { ".": {} }];
  for (const fieldsV1 of sets) {
    const { warning, managedFields } = spoil([entry({ fieldsV1 })]);
    expect([warning, managedFields]).toEqual([undefined, [entry({ fieldsV1 })]]);
  }
  expect(spoil([])).toEqual({ status: 201, warning: undefined, managedFields: undefined });
});
