import { expect, test } from "vitest";
import { inTurn } from "../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const classes = "/apis/node.k8s.io/v1/runtimeclasses";
const pods = "/api/v1/namespaces/default/pods";

function withClass(more: object) {
  const { ask } = inTurn({ admissionPlugins: { disable: ["DefaultTolerationSeconds"] } });
  ask("POST", classes, { metadata: { name: "r" }, handler: "h", ...more });
  return (spec: object) =>
    ask("POST", pods, {
      metadata: { name: "p" },
      spec: { containers: [{ name: "c", image: "i" }], runtimeClassName: "r", ...spec },
    });
}

const everything = { operator: "Exists" };
const key = { key: "k", operator: "Exists" };
const keyNow = { ...key, effect: "NoSchedule" };
const equal = { key: "k", operator: "Equal", value: "v", effect: "NoSchedule" };
const unsaid = { key: "k", value: "v" };
const seconds = (tolerationSeconds: number): object => ({
  ...key,
  effect: "NoExecute",
  tolerationSeconds,
});

test.for([
  ["everything covers a key", [key], [everything], [everything]],
  ["also where the pod has it", [everything], [key, equal], [everything]],
  ["a key covers its effects and values", [equal], [key], [key]],
  ["of the same the pod's is kept", [key, equal], [key], [key]],
  ["longer covers shorter", [seconds(10)], [seconds(20)], [seconds(20)]],
  ["longer covers shorter, in the pod", [seconds(20)], [seconds(10)], [seconds(20)]],
  ["a value covers no key", [keyNow], [equal], [keyNow]],
  [
    "without an operator only by itself",
    [unsaid],
    [{ ...unsaid, value: "w" }],
    [unsaid, { ...unsaid, value: "w" }],
  ],
  ["and covered by one", [{ ...unsaid, operator: "Equal" }], [unsaid], [unsaid]],
  ["a pod's own are merged as well", [key, keyNow], [], [key]],
] as const)("tolerations: %s", ([_, own, ofClass, merged]) => {
  const create = withClass({ scheduling: { tolerations: ofClass } });

  expect(create({ tolerations: own }).object["spec"]).toMatchObject({ tolerations: merged });
});

test("a class without scheduling leaves them as they are", () => {
  expect(withClass({})({ tolerations: [key, keyNow] }).object["spec"]).toMatchObject({
    tolerations: [key, keyNow],
  });
});

test("a class with an overhead of nothing has one", () => {
  expect(withClass({ overhead: {} })({ overhead: { cpu: "1" } }).message).toBe(
    `pods "p" is forbidden: pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead`,
  );
  expect(withClass({ overhead: {} })({}).status).toBe(201);
  expect(withClass({})({ overhead: { cpu: "1" } }).message).toBe(
    'pods "p" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
  );
});
