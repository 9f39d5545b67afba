import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { protobufForm } from "../../request/answer/protobuf-form.ts";
import { protobufMediaType } from "../../request/answer/wire-form.ts";
import { jsonOf, send } from "../../testing/send.ts";

const pods = "/api/v1/namespaces/default/pods";
const bindings = "/api/v1/namespaces/default/bindings";

function lab() {
  const cluster = createCluster();
  cluster.apply(
    "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: i}]}}",
  );
  return cluster;
}

const bindingOf = (metadata: object) => ({ metadata, target: { name: "n" } });

// Of karpenter's tests: what controller-runtime's client sends for a Binding.
test("a pod is bound by the older collection of bindings, in protobuf too", () => {
  const cluster = lab();
  const binding = { apiVersion: "v1", kind: "Binding", ...bindingOf({ name: "a" }) };

  expect(
    send(cluster, "POST", bindings, {
      headers: { "content-type": protobufMediaType },
      body: protobufForm.object(binding),
    }),
  ).toMatchObject({ status: 201 });

  expect(jsonOf(send(cluster, "GET", `${pods}/a`))).toMatchObject({ spec: { nodeName: "n" } });
});

// The texts are those of v1.35.4.
test.each([
  [
    "{",
    "the object provided is unrecognized (must be of type Binding): couldn't get version/kind; json parse error: unexpected end of JSON input ({)",
  ],
  [JSON.stringify(bindingOf({})), "Name parameter required."],
  [JSON.stringify(bindingOf({ generateName: "a" })), "Name parameter required."],
  [
    JSON.stringify(bindingOf({ name: "a/b" })),
    "Name parameter invalid: \"a/b\": may not contain '/'",
  ],
  [JSON.stringify(bindingOf({ name: "none" })), 'pods "none" not found'],
  [
    JSON.stringify(bindingOf({ name: "a", namespace: "x" })),
    "the namespace of the provided object does not match the namespace sent on the request",
  ],
])("an older binding %s is refused in the real server's words", (body, message) => {
  const headers = { "content-type": "application/json" };

  expect(jsonOf(send(lab(), "POST", bindings, { headers, body }))).toMatchObject({ message });
});

// The texts are those of v1.35.4.
test.each([
  ["a%25b", "\"a%b\": may not contain '%'"],
  ["..", "\"..\": may not be '..'"],
  ["%2e", "\".\": may not be '.'"],
])("what no object can be called, %s, is told whoever asks for it", (name, problem) => {
  const message = `Name parameter invalid: ${problem}`;
  const patch = { headers: { "content-type": "application/merge-patch+json" }, body: "{}" };

  for (const [method, more] of [["GET"], ["DELETE"], ["PATCH", patch]] as const)
    expect(jsonOf(send(lab(), method, `${pods}/${name}`, more))).toMatchObject({ message });
});
