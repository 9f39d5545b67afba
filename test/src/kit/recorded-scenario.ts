import type { KubernetesObject } from "@informerlab/core";
import { type ApiResource, parseApiVersion, resourceNameOf } from "@informerlab/core";
import { builtInResources } from "@informerlab/core/kinds";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import type {
  Action,
  InformerProgram,
  Operation,
  Scenario,
  ScenarioObject,
} from "../scenario/scenario.ts";
import type { ChaosOptions } from "./controller.ts";
import type { ChaosPlan, PlanOperation } from "./plan.ts";

const namespacedByName: ReadonlyMap<string, ApiResource> = new Map(
  builtInResources.map((resource) => [resourceNameOf(resource), resource]),
);

/**
 * A run as a scenario that needs no program: its informers, and every write that anybody did, at the time at which it
 * was done. This is what a link can carry: the picture then shows what the program saw, and when.
 */
export function recordedScenario(
  plan: ChaosPlan,
  options: ChaosOptions,
  records: readonly TraceRecord<TraceFact>[],
  startAt: number,
): Scenario {
  const script: Operation[] = [];
  const informers = new Map<string, InformerProgram>();
  for (const { at, fact } of records) {
    const atMs = Math.max(0, Math.round(at - startAt));
    if (fact.kind === "server.committed") {
      const write = writeOf(fact);
      if (write !== undefined) script.push({ atMs, ...write });
    } else if (
      fact.kind === "reflector.watch-requested" ||
      fact.kind === "reflector.list-requested"
    ) {
      const resource = fact.informer.slice(fact.informer.lastIndexOf("/") + 1);
      if (informers.has(resource)) continue;
      const handlers = [{ name: "program" }];
      informers.set(resource, { resource, queue: "real-atomic", handlers, startAtMs: atMs });
    }
  }
  script.push(...(plan.script ?? []).filter(isSharedOperation));
  const definitions = definitionsOf(options);
  return {
    version: 1,
    ...(plan.seed === undefined ? {} : { seed: plan.seed }),
    ...(plan.network === undefined ? {} : { network: plan.network }),
    ...(definitions.length === 0 ? {} : { objects: definitions }),
    informers: [...informers.values()],
    script: script
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ id: _id, ...operation }) => operation as Operation),
  };
}

function writeOf({
  verb,
  ref,
  object,
}: Extract<TraceFact, { readonly kind: "server.committed" }>): Action | undefined {
  if (ref.resource === "namespaces" || ref.resource.startsWith("customresourcedefinitions")) {
    return undefined;
  }
  const described = scenarioObjectOf(ref.resource, object);
  return verb === "create" ? { do: "create", ...described } : { do: verb, ...addressIn(described) };
}

/** What plans and scenarios say in the same words. */
function isSharedOperation(operation: PlanOperation): operation is PlanOperation & Operation {
  return ["cut-watches", "expire-watches", "compact", "restart-server"].includes(operation.do);
}

function definitionsOf({ kinds }: ChaosOptions): readonly ScenarioObject[] {
  const given = (
    kinds === undefined ? [] : Array.isArray(kinds) ? kinds : [kinds]
  ) as readonly unknown[];
  return given.flatMap((kind) =>
    typeof kind === "object" && kind !== null
      ? [
          {
            resource: "customresourcedefinitions.apiextensions.k8s.io",
            name: (kind as KubernetesObject).metadata?.name ?? "",
            body: kind as Readonly<Record<string, unknown>>,
          },
        ]
      : [],
  );
}

/** No more of an object than what names it: the picture's server looks at nothing else. */
function scenarioObjectOf(
  resource: string,
  { apiVersion = "v1", kind = "", metadata }: KubernetesObject,
): ScenarioObject {
  const { name = "", namespace, labels } = metadata ?? {};
  const known = namespacedByName.get(resource);
  const { group } = parseApiVersion(apiVersion);
  return {
    resource:
      known === undefined && group !== "" && !resource.includes(".")
        ? `${resource}.${group}`
        : resource,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    body: { apiVersion, kind },
  };
}

function addressIn({
  resource,
  name,
  namespace,
}: ScenarioObject): Pick<ScenarioObject, "resource" | "name" | "namespace"> {
  return { resource, name, ...(namespace === undefined ? {} : { namespace }) };
}
