/** Words that Go writes in capitals. */
const capitals: Readonly<Record<string, string>> = {
  api: "API",
  uid: "UID",
  ip: "IP",
  cidr: "CIDR",
  dns: "DNS",
  nfs: "NFS",
  csi: "CSI",
  fc: "FC",
  tcp: "TCP",
  http: "HTTP",
  grpc: "GRPC",
  gce: "GCE",
  aws: "AWS",
  pd: "PD",
  fs: "FS",
  tty: "TTY",
  url: "URL",
  ca: "CA",
  iscsi: "ISCSI",
  rbd: "RBD",
  tls: "TLS",
  id: "ID",
  cel: "CEL",
};

/** The name that Go gives a field as a rule: `apiGroup` → `APIGroup`, `clusterIP` → `ClusterIP`. */
export function goName(name: string): string {
  if (name.startsWith("seLinux")) return `SELinux${name.slice(7)}`;
  const first = /^[a-z0-9]+/.exec(name)?.[0] ?? "";
  const capital = capitals[first] ?? capitals[first.replace(/s$/, "")];
  if (capital !== undefined) {
    const plural = capitals[first] === undefined ? "s" : "";
    return `${capital}${plural}${name.slice(first.length)}`;
  }
  return name.charAt(0).toUpperCase() + name.slice(1);
}
