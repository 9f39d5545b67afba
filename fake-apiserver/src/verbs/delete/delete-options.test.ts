import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

const path = "/api/v1/namespaces/default/configmaps/a";

/** What deleting a config map was answered with. */
function deleted(query: string, body?: string, mediaType = "application/json") {
  const cluster = createCluster();
  cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, uid: u}}");
  return jsonOf(
    send(cluster, "DELETE", `${path}?${query}`, {
      headers: { "content-type": mediaType },
      ...(body === undefined ? {} : { body }),
    }),
  );
}

// Clients that write all members of their options send nulls: of v1.35.4.
test.each([
  '{"preconditions":{"uid":null,"resourceVersion":null},"gracePeriodSeconds":null}',
  '{"preconditions":null,"propagationPolicy":null,"dryRun":null}',
  '{"apiVersion":"nope/v1","kind":"DeleteOptions"}',
])("%s says nothing", (body) => {
  expect(deleted("", body)).toMatchObject({ status: "Success" });
});

// The texts are those of v1.35.4.
test.each([
  [
    '{"preconditions":{"uid":5}}',
    "json: cannot unmarshal number into Go struct field Preconditions.preconditions.uid of type types.UID",
  ],
  [
    '{"dryRun":[5]}',
    "json: cannot unmarshal number into Go struct field DeleteOptions.dryRun of type string",
  ],
  [
    '{"gracePeriodSeconds":1.0}',
    "json: cannot unmarshal number 1.0 into Go struct field DeleteOptions.gracePeriodSeconds of type int64",
  ],
  [
    '{"preconditions":[],"gracePeriodSeconds":"x"}',
    "json: cannot unmarshal array into Go struct field DeleteOptions.preconditions of type v1.Preconditions",
  ],
  ['{"kind":"Status"}', "converting (v1.Status) to (v1.DeleteOptions): unknown conversion"],
  [
    '{"kind":"X"}',
    'no kind "X" is registered for version "meta.k8s.io/v1" in scheme "pkg/runtime/scheme.go:111"',
  ],
  [
    '{"kind":5}',
    "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string",
  ],
  ['{"apiVersion":"a/b/c"}', "unexpected GroupVersion string: a/b/c"],
])("options %s are refused in the real server's words", (body, message) => {
  expect(deleted("", body)).toMatchObject({ code: 400, message });
});

test("YAML has its members by their names", () => {
  expect(
    deleted("", '{"preconditions":[],"gracePeriodSeconds":"x"}', "application/yaml"),
  ).toMatchObject({
    message:
      "json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64",
  });
});

// Of v1.35.4.
test("a parameter without a value is one", () => {
  expect(deleted("gracePeriodSeconds=").message).toBe(
    'strconv.ParseInt: parsing "": invalid syntax',
  );
  expect(deleted("propagationPolicy=").message).toContain('Unsupported value: ""');
  expect(deleted("orphanDependents=")).toMatchObject({ metadata: { finalizers: ["orphan"] } });
  expect(deleted("uid=&resourceVersion=")).toMatchObject({ status: "Success" });
});
