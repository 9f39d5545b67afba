import { expect, test } from "vitest";
import { violationsOf } from "../invariants/judge.ts";
import { parseScenario } from "../scenario/read-scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import { runScenario } from "./run-scenario.ts";
import { canTrace } from "./trace-scenario.ts";

const definition = `{resource: customresourcedefinitions.apiextensions.k8s.io, name: sites.example.com, body: {
      apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {
        group: example.com, scope: Namespaced, names: {plural: sites, singular: site, kind: Site},
        versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}}}`;
const body = "body: {apiVersion: example.com/v1, kind: Site}";

const withSites = (objects: string, network = "{}") =>
  parseScenario(`
version: 1
network: ${network}
objects: [${objects}]
informers:
  - {resource: sites.example.com, handlers: [{name: controller}]}
script:
  - {atMs: 100, do: create, resource: sites.example.com, namespace: default, name: second, ${body}}
  - {atMs: 200, do: delete, resource: sites.example.com, namespace: default, name: first}
`);

const first = `{resource: sites.example.com, namespace: default, name: first, ${body}}`;

test.each(["{}", "{http: true}"])(
  "a scenario has kinds of its own when their definitions are among its objects, over a network %s",
  (network) => {
    const scenario = withSites(`${definition}, ${first}`, network);
    const run = runScenario(scenario);
    const told = run.trace.records.flatMap(({ fact }) =>
      fact.kind === "handler.called" ? [fact.notification] : [],
    );
    expect(told).toEqual(["add", "add", "delete"]);
    expect(run.caches["sites.example.com"]?.map(({ metadata }) => metadata?.name)).toEqual([
      "second",
    ]);
    expect(violationsOf(run.verdicts)).toEqual([]);
    expect(runScenario(scenario).trace.records).toEqual(run.trace.records);
    expect(canTrace(scenario)).toBe(false);
  },
);

test("a kind that nobody defines, and a definition that is none, are refused by name", () => {
  expect(() => runScenario(withSites(first))).toThrow(
    /^informer "sites.example.com": this cluster has no resource/,
  );
  const broken = definition.replace("group: example.com, ", "");
  const run = (): unknown => runScenario(withSites(`${broken}, ${first}`));
  expect(run).toThrow(ScenarioError);
  expect(run).toThrow(/^objects: "sites.example.com": .*spec\.group/s);
});
