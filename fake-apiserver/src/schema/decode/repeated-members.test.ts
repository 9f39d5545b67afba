import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import type { ApiResponse } from "../../request/read/api-request.ts";

/** Creates what a text says, and gives the answer's code and object, or the message of why not. */
function create(resource: string, text: string, fieldValidation = "Warn") {
  const answers: ApiResponse[] = [];
  createCluster().apiserver.handle(
    {
      method: "POST",
      path: `/api/v1/namespaces/default/${resource}`,
      query: [["fieldValidation", fieldValidation]],
      headers: { "content-type": "application/json" },
      client: "test",
      body: text,
    },
    (answer) => answers.push(answer),
  );
  const [answer] = answers;
  const body = answer?.body as { readonly value?: { readonly message?: string } } | undefined;
  return { status: answer?.status, object: body?.value, message: body?.value?.message };
}

const name = '"metadata":{"name":"a"}';
const containers = '"containers":[{"name":"a","image":"i"}]';

// As a real kube-apiserver 1.35.4 answers.
test.each([
  [
    "maps and structs take in both",
    "configmaps",
    '{"metadata":{"name":"a","labels":{"a":"1"},"labels":{"b":"2"}},"metadata":{"labels":{"c":"3"}},"data":{"x":"1"},"data":{"y":"2"}}',
    { metadata: { name: "a", labels: { a: "1", b: "2", c: "3" } }, data: { x: "1", y: "2" } },
  ],
  [
    "a list is read into the items that were there",
    "pods",
    `{${name},"spec":{"containers":[{"name":"a","image":"i","imagePullPolicy":"Never"},{"name":"b","image":"j"}],"containers":[{"name":"c"}]}}`,
    { spec: { containers: [{ name: "c", image: "i", imagePullPolicy: "Never" }] } },
  ],
  [
    "a null empties a map",
    "configmaps",
    '{"metadata":{"name":"a","labels":{"a":"1"},"labels":null,"labels":{"b":"2"}}}',
    { metadata: { name: "a", labels: { b: "2" } } },
  ],
  [
    "a null leaves a struct, and a text",
    "pods",
    `{${name},"metadata":null,"spec":{${containers},"restartPolicy":"Never","restartPolicy":null}}`,
    { metadata: { name: "a" }, spec: { restartPolicy: "Never" } },
  ],
  [
    "behind a pointer structs take in both, and a null ends them",
    "pods",
    `{${name},"spec":{${containers},"securityContext":{"runAsUser":3},"securityContext":{"runAsGroup":4},"dnsConfig":{"searches":["x"]},"dnsConfig":null}}`,
    { spec: { securityContext: { runAsUser: 3, runAsGroup: 4 } } },
  ],
  [
    "values of maps are read into new ones",
    "configmaps",
    '{"metadata":{"name":"a","labels":{"a":"1","a":null}}}',
    { metadata: { labels: { a: "" } } },
  ],
])("of members that stand twice, %s", (_what, resource, text, expected) => {
  const { status, object, message } = create(resource, text);

  expect([status, message]).toEqual([201, undefined]);
  expect(object).toMatchObject(expected);
});

test.each(["Ignore", "Warn", "Strict"])("the first that does not fit decides: %s", (validation) => {
  const problemOf = (text: string) => create("configmaps", text, validation).message;
  const prefix =
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal';

  expect(problemOf('{"metadata":{"name":3,"name":"a"}}')).toBe(
    `${prefix} number into Go struct field ObjectMeta.metadata.name of type string`,
  );
  expect(problemOf(`{${name},"data":{"a":1},"immutable":"x","data":{"y":"2"}}`)).toBe(
    `${prefix} number into Go struct field ConfigMap.data of type string`,
  );
});
