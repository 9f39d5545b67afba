import { entryOf, textOf } from "../../codec/json/plain-object.ts";

const replacements: Readonly<Record<string, readonly [since: string, replacement: string]>> = {
  "beta.kubernetes.io/arch": ["v1.14", "kubernetes.io/arch"],
  "beta.kubernetes.io/os": ["v1.14", "kubernetes.io/os"],
  "failure-domain.beta.kubernetes.io/region": ["v1.17", "topology.kubernetes.io/region"],
  "failure-domain.beta.kubernetes.io/zone": ["v1.17", "topology.kubernetes.io/zone"],
  "beta.kubernetes.io/instance-type": ["v1.17", "node.kubernetes.io/instance-type"],
};

/** What is said about a label of nodes that has a better name today. */
export function deprecatedLabel(key: unknown): readonly string[] {
  const found = entryOf(replacements, textOf(key));
  if (found === undefined) return [];
  const [since, replacement] = found;
  return [`deprecated since ${since}; use ${JSON.stringify(replacement)} instead`];
}
