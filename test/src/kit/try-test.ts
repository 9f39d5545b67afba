import { StatusError } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import { nearest } from "../scenario/shape.ts";
import { type ChaosOptions, rulesOf } from "./controller.ts";
import type { Subject } from "./plan/workload.ts";
import { viewOf } from "./process/cluster-view.ts";
import { objectionOf, type Rule } from "./rules/rules.ts";
import { createClusterFor } from "./run/chaos-cluster.ts";
import { isMistake } from "./run/user-actor.ts";

/**
 * Creates each variant of what users write once, and asks each rule once, before any run: what the server never takes and
 * what no rule answers makes no test.
 *
 * @throws TypeError that names the manifest and says what the server has against it, or names the rule.
 */
export function tryTest(options: ChaosOptions): void {
  const { users = [], accidents = [] } = options;
  const cluster = refusedAs("options.kinds and options.objects", () =>
    createClusterFor(new Simulation({ seed: 1 }), options),
  );
  for (const [index, { resource }] of accidents.entries())
    kindOf(cluster, resource, `options.accidents[${index}].resource`);
  for (const [index, subject] of users.entries())
    tryVariants(cluster, subject, `options.users[${index}]`);
  tryRules(cluster, rulesOf(options));
}

/** What a rule says of a cluster in which nothing has happened is of no matter, but an answer it must be. */
function tryRules(cluster: FakeCluster, rules: readonly Rule[]): void {
  const view = viewOf(cluster, { now: () => 0, commit: () => undefined, commits: [] });
  for (const rule of rules) if (rule.kind !== "same-end") objectionOf(rule, view);
}

function tryVariants(cluster: FakeCluster, subject: Subject, path: string): void {
  const { resource, namespace, names: [name = "a"] = ["a"], variants } = subject;
  const wanted = kindOf(cluster, resource, `${path}.resource`);
  const before = cluster.snapshot();
  for (const [index, variant] of variants.entries()) {
    const place = `${path}.variants[${index}]`;
    const { kind } = variant;
    if (kind !== wanted) {
      throw new TypeError(
        `${place}: must be of the kind ${wanted}, for ${path}.resource is ${JSON.stringify(resource)}; found ${JSON.stringify(kind) ?? "none"}`,
      );
    }
    const metadata = {
      ...variant.metadata,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    };
    refusedAs(place, () => {
      cluster.create({ ...variant, metadata });
      cluster.restore(before);
    });
  }
}

/** The kind of a resource. @throws TypeError for one that the cluster does not have */
function kindOf(cluster: FakeCluster, resource: string, place: string): string {
  try {
    return cluster.apiserver.definitionOf(resource).kind;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const names = cluster.apiserver.registry
      .groups()
      .flatMap(({ versions }) => versions.flatMap(({ definitions }) => definitions))
      .map(({ group, resource: plural }) => (group === "" ? plural : `${plural}.${group}`));
    const near = nearest(resource, names);
    const guess = near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
    throw new TypeError(
      `${place}: ${error.message.replace(/^this cluster/, "the cluster")}${guess}`,
    );
  }
}

function refusedAs<T>(place: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof StatusError) || !isMistake(error)) throw error;
    throw new TypeError(`${place}: the server refuses it: ${error.message}`, { cause: error });
  }
}
