import { expect, test } from "vitest";
import { inTurn } from "../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
function inNamespaceOf(selector: string) {
  const { ask } = inTurn({ admissionPlugins: { enable: ["PodNodeSelector"] } });
  const annotations = { "scheduler.alpha.kubernetes.io/node-selector": selector };
  ask("POST", "/api/v1/namespaces", { metadata: { name: "n", annotations } });
  return (metadata: object, nodeSelector?: object) =>
    ask("POST", "/api/v1/namespaces/n/pods", {
      metadata,
      spec: { containers: [{ name: "c", image: "i" }], nodeSelector },
    });
}

const badName =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const badValue =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

test.for([
  ["a", "invalid selector: [a]"],
  ["a=b=c", "invalid selector: [a b c]"],
  ["a=b,", "invalid selector: []"],
  [" ", "invalid selector: [ ]"],
  ["-a=b", `<nil>: Invalid value: "-a": ${badName}`],
  ["a=-b", `[a]: Invalid value: "-b": ${badValue}`],
])("a namespace that selects %j gets no pods", ([selector = "", message]) => {
  expect(inNamespaceOf(selector)({ name: "p" })).toMatchObject({ status: 500, message });
});

test("pods get what their namespace selects, and may not say otherwise", () => {
  const create = inNamespaceOf("a=b, c=d ");

  expect(create({ name: "p" }).object["spec"]).toMatchObject({ nodeSelector: { a: "b", c: "d" } });
  const conflict = "pod node label selector conflicts with its namespace node label selector";
  expect(create({ name: "q" }, { a: "x" }).message).toBe(`pods "q" is forbidden: ${conflict}`);
  expect(create({ generateName: "q" }, { a: "x" }).message).toBe(`pods is forbidden: ${conflict}`);
});
