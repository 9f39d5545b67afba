import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseScenario, scenarioTextProblems } from "./read-scenario.ts";
import { ScenarioError } from "./scenario-error.ts";
import { scenarioJsonSchema } from "./scenario-shape.ts";

const head = "version: 1\ninformers:\n  - resource: nodes\n";

test.each([
  [
    "a typing slip in a field",
    `${head}    quue: delta\n`,
    'f.yaml:4:5: informers[0].quue: is not known here; did you mean "queue"?',
  ],
  [
    "an unknown queue",
    `${head}    queue: dleta\n`,
    'f.yaml:4:5: informers[0].queue: must be one of "delta", "real", "real-atomic", found "dleta"; did you mean "delta"?',
  ],
  [
    "an unknown operation",
    `${head}script:\n  - {atMs: 5, do: delte, resource: nodes, name: n1}\n`,
    'f.yaml:5:15: script[0].do: must be one of "create", "update", "label", "write-again", "delete", "list", "finalize", "recreate", "compact", "cut-watches", "expire-watches", "restart-server", "bookmark", "fault", "slow-handler", "starve", "function-throws", "enqueue", "stop-queue", "worker-comes", "worker-leaves", "wait-for-write", "add-index", "add-handler", "stop-informer", "factory", "scale", "shut-down-handler", "read", found "delte"; did you mean "delete"?',
  ],
  [
    "a missing field",
    `${head}script:\n  - {atMs: 5, do: delete, resource: nodes}\n`,
    'f.yaml:5:5: script[0]: "name" is missing (name of the object)',
  ],
  [
    "a time that is none",
    `${head}script:\n  - {atMs: soon, do: compact}\n`,
    'f.yaml:5:6: script[0].atMs: must be a whole number from 0 to 86400000, found "soon"',
  ],
  [
    "a queue that does not exist",
    `${head}    handlers: [{name: h, enqueuesTo: work}]\n`,
    'f.yaml:4:26: informers[0].handlers[0].enqueuesTo: there is no work queue "work"; known: none',
  ],
  [
    "an informer that does not exist",
    `${head}planted: gone-no-relist\nplantedIn: pods\n`,
    'f.yaml:5:1: plantedIn: there is no informer "pods"; known: nodes',
  ],
  ["an empty file", "", "f.yaml: must be a mapping, found null"],
  [
    "something that is no YAML",
    "version: [1",
    "f.yaml:1:12: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
])("says where and what is wrong with %s", (_what, yaml, message) => {
  expect(() => parseScenario(yaml, "f.yaml")).toThrow(message);
});

test("counts the other problems", () => {
  expect(() => parseScenario("version: 2\n", "f.yaml")).toThrow(
    /version: must be one of 1, found 2.*\(and 1 more\)/s,
  );
});

test("an editor gets each problem with the piece of text that is wrong", () => {
  const yaml = `${head}    quue: delta\nscript:\n  - { atMs: soon, do: delete, resource: nodes }\n`;

  const wrong = scenarioTextProblems(yaml).map(({ range, message }) => [
    yaml.slice(range?.from, range?.to),
    message.slice(0, message.indexOf(":")),
  ]);

  expect(wrong).toEqual([
    ["quue", "informers[0].quue"],
    ["atMs", "script[0].atMs"],
    ["{ atMs: soon, do: delete, resource: nodes }", "script[0]"],
  ]);
});

test("where no piece of the text is wrong, a problem has no range; a scenario has no problem", () => {
  expect(scenarioTextProblems("")).toEqual([{ message: "must be a mapping, found null" }]);
  expect(scenarioTextProblems(head)).toEqual([]);
});

test.each([
  ["an alias of nothing", "*x", "Unresolved alias"],
  ["an alias inside of what it names", "&b { c: *b }", "an alias stands inside of what it names"],
])("%s is no YAML", (_what, value, message) => {
  const yaml = `${head}objects:\n  - { resource: nodes, name: n1, body: ${value} }\n`;

  expect(() => parseScenario(yaml, "f.yaml")).toThrow(ScenarioError);
  expect(scenarioTextProblems(yaml)).toEqual([
    { message: expect.stringContaining(`not YAML: ${message}`) },
  ]);
});

test("the JSON schema in the package is the one the reader checks by", () => {
  const file = new URL("../../scenario.schema.json", import.meta.url);

  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(scenarioJsonSchema());
});
