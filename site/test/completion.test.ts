import { parseScenario, runScenario } from "@informerlab/test";
import { expect, test } from "vitest";
import { completionAt } from "../src/completion/completion.ts";
import { namesFor } from "../src/completion/document-names.ts";

const head = `version: 1
informers:
  - name: mine
    resource: nodes
    handlers: [{ name: h1, enqueuesTo: work }]
  - resource: pods
    handlers: [{ name: h2 }]
queues:
  - { name: work, informer: mine }
objects:
  - { resource: nodes, name: n1 }
  - { resource: pods, name: p1, namespace: team }
`;

/** What is offered where `|` stands. */
function offered(text: string): readonly string[] {
  return at(text).items.map(({ label }) => label);
}

function at(text: string): ReturnType<typeof completionAt> {
  return completionAt(text.replace("|", ""), text.indexOf("|"));
}

test.each([
  ["the root", `${head}|`, ["seed", "script", "endAtMs"], ["version", "informers", "resource"]],
  [
    "an item's next line",
    "informers:\n  - resource: nodes\n    |",
    ["queue"],
    ["resource", "seed"],
  ],
  ["an item of its own", "informers:\n  - |", ["resource"], ["seed"]],
  ["a list that has no item yet", "informers:\n  |\n", ["resource"], ["seed"]],
  [
    "a mapping in braces",
    `${head}script:\n  - { atMs: 5, do: starve, | }`,
    ["part"],
    ["do", "name"],
  ],
  [
    "braces that are not closed",
    `${head}script:\n  - { atMs: 5, do: starve, |\n`,
    ["part"],
    ["do"],
  ],
  ["an operation of no kind yet", `${head}script:\n  - { | }`, ["atMs", "do", "when"], ["part"]],
  ["the start of a comment", "version: 1\n|# mine\n", ["seed"], ["version"]],
  ["one of several shapes", "schedule:\n  |", ["choices"], ["seed"]],
  ["a fault", `${head}script:\n  - { atMs: 5, do: fault, fault: { | } }`, ["stall"], ["do"]],
])(
  "at %s the keys that may follow are offered, and none that is there or elsewhere",
  (_where, text, some, none) => {
    const labels = offered(text);

    expect(labels).toEqual(expect.arrayContaining(some));
    for (const label of none) expect(labels).not.toContain(label);
  },
);

test.each([
  ["a choice", "informers:\n  - resource: nodes\n    queue: |", ["delta", "real", "real-atomic"]],
  ["a flag", "informers:\n  - { resource: nodes, watchList: | }", ["true", "false"]],
  ["an informer", `${head}script:\n  - { atMs: 5, do: read, informer: | }`, ["mine", "pods"]],
  [
    "a handler of an informer",
    `${head}script:\n  - { do: slow-handler, informer: mine, handler: | }`,
    ["h1"],
  ],
  ["a work queue", `${head}script:\n  - { atMs: 5, do: enqueue, queue: | }`, ["work"]],
  [
    "an object of a resource",
    `${head}script:\n  - { do: delete, resource: pods, name: | }`,
    ["p1"],
  ],
  ["a namespace", `${head}script:\n  - { do: delete, namespace: | }`, ["team", "default"]],
  [
    "a list of choices, in brackets",
    "beats:\n  - { only: { in: [delta, |] } }",
    ["delta", "real", "real-atomic"],
  ],
  [
    "a list of choices, line by line",
    "beats:\n  - only:\n      in:\n        - |",
    ["delta", "real", "real-atomic"],
  ],
])("as the value of %s exactly what it may be is offered", (_what, text, labels) => {
  expect(offered(text)).toEqual(labels);
});

test("operations and planted bugs are offered by name", () => {
  expect(offered(`${head}script:\n  - { atMs: 5, do: cut| }`)).toContain("cut-watches");
  expect(offered(`${head}planted: |`)).toContain("replace-ignores-known");
});

test.each([
  ["a comment", `${head}# do|`],
  ["a new object's name", `${head}script:\n  - { do: create, resource: nodes, name: | }`],
  ["a time", "endAtMs: |"],
  ["a colon without a blank", "version:|"],
  ["quoted text", 'informers:\n  - { resource: "no|'],
])("in %s nothing is offered", (_where, text) => {
  expect(offered(text)).toEqual([]);
});

test("what is put in fits the place: a colon, a dash for a first item, and neither where it is there already", () => {
  const inserted = (text: string, label: string) =>
    at(text).items.find((item) => item.label === label)?.insert;

  expect(inserted("informers:\n  - res|", "resource")).toBe("resource: ");
  expect(inserted("informers:\n  - |", "handlers")).toBe("handlers:");
  expect(inserted("informers:\n  - { | }", "handlers")).toBe("handlers: ");
  expect(inserted("informers:\n  |", "resource")).toBe("- resource: ");
  expect(at("informers:\n  - re|sourc: nodes")).toMatchObject({ from: 15, to: 22 });
  expect(inserted("informers:\n  - re|sourc: nodes", "resource")).toBe("resource");
});

test("keys come with what the schema says of them, and whether they must be there", () => {
  expect(at("informers:\n  - |").items).toContainEqual({
    label: "resource",
    insert: "resource: ",
    about: "plural resource name, such as nodes",
    isRequired: true,
  });
});

test.each(namesFor("resource", {}, undefined))(
  "a scenario with the offered resource %s runs",
  (resource) => {
    const scenario = parseScenario(`version: 1\ninformers:\n  - resource: ${resource}\n`);

    expect(runScenario(scenario).isQuiet).toBe(true);
  },
);
