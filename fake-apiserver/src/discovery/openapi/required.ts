/**
 * Required members in the order in which Go declares them, of those types whose fields have their numbers in another
 * order, or none.
 */
const declared: Readonly<Record<string, readonly string[]>> = {
  "io.k8s.api.discovery.v1.EndpointSlice": ["addressType", "endpoints"],
  "io.k8s.api.networking.v1.HTTPIngressPath": ["pathType", "backend"],
  "io.k8s.apimachinery.pkg.apis.meta.v1.APIResource": [
    "name",
    "singularName",
    "namespaced",
    "kind",
    "verbs",
  ],
  "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference": ["apiVersion", "kind", "name", "uid"],
  "io.k8s.apimachinery.pkg.version.Info": [
    "major",
    "minor",
    "gitVersion",
    "gitCommit",
    "gitTreeState",
    "buildDate",
    "goVersion",
    "compiler",
    "platform",
  ],
  "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition": ["type", "status"],
};

/** The required members of a type as its schema lists them. */
export function inDeclaredOrder(name: string, required: readonly string[]): readonly string[] {
  const order = Object.hasOwn(declared, name) ? (declared[name] ?? []) : [];
  return [...required].sort((one, other) => order.indexOf(one) - order.indexOf(other));
}
