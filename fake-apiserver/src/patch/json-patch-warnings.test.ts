import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { send } from "../testing/send.ts";

const cluster = createCluster({
  environment: new Simulation(),
  objects: `
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {a: b}
`,
});

/** What is said of a patch of these operations, each of which tests what is so. */
function warningsOf(...more: readonly string[]): readonly string[] {
  const operations = more.map((text) => `{${text},"op":"test","value":"b","path":"/data/a"}`);
  const { status, headers } = send(
    cluster,
    "PATCH",
    "/api/v1/namespaces/default/configmaps/a?fieldValidation=Warn",
    {
      headers: { "content-type": "application/json-patch+json" },
      body: `[${operations.join(",")}]`,
    },
  );
  expect(status).toBe(200);
  return [headers["warning"] ?? []]
    .flat()
    .map((text) => text.replace(/^299 - "json patch (.*)"$/, "$1").replaceAll("\\", ""));
}

// As kube-apiserver v1.35.4 answered.
test.each<readonly [operations: readonly string[], warnings: readonly string[]]>([
  [
    ['"foo":1', '"path":"/x"'],
    ['unknown field "[0].foo"', 'duplicate field "[1].path"'],
  ],
  [
    ['"path":"/x"', '"foo":1'],
    ['duplicate field "[0].path"', 'unknown field "[1].foo"'],
  ],
  [['"foo":1,"foo":2,"foo":3,"bar":1'], ['unknown field "[0].foo"', 'unknown field "[0].bar"']],
  [['"path":"/x","path":"/y"'], ['duplicate field "[0].path"']],
  [['"zz":{"a":1,"a":2}'], ['unknown field "[0].zz"']],
  [
    ['"zz":1,"10":1,"9":1'],
    ['unknown field "[0].zz"', 'unknown field "[0].10"', 'unknown field "[0].9"'],
  ],
])(
  "what is wrong with the members of %j is told in the order in which they stand",
  (operations, warnings) => {
    expect(warningsOf(...operations)).toEqual(warnings);
  },
);
