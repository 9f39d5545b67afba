type Labels = Readonly<Record<string, string>>;

/** Those that kubelets set on their own node. @see kubernetes staging/src/k8s.io/kubelet/pkg/apis/well_known_labels.go */
const kubeletLabels: ReadonlySet<string> = new Set([
  "kubernetes.io/hostname",
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
  "beta.kubernetes.io/instance-type",
  "node.kubernetes.io/instance-type",
  "kubernetes.io/os",
  "kubernetes.io/arch",
  "beta.kubernetes.io/os",
  "beta.kubernetes.io/arch",
]);

/** The labels that differ and that a node may not choose by itself, sorted. */
export function forbiddenLabels(now: Labels, before: Labels): readonly string[] {
  const keys = new Set([...Object.keys(now), ...Object.keys(before)]);
  return [...keys].filter((key) => now[key] !== before[key] && isForbidden(key)).sort();
}

function isForbidden(key: string): boolean {
  const slash = key.indexOf("/");
  const namespace = slash < 0 ? "" : key.slice(0, slash);
  const isIn = (domain: string): boolean =>
    namespace === domain || namespace.endsWith(`.${domain}`);
  if (isIn("node-restriction.kubernetes.io")) return true;
  const isKubelets =
    kubeletLabels.has(key) || isIn("kubelet.kubernetes.io") || isIn("node.kubernetes.io");
  return (isIn("kubernetes.io") || isIn("k8s.io")) && !isKubelets;
}
