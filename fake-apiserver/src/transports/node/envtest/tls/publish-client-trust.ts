import type { FakeCluster } from "../../../../fake-apiserver.ts";
import { certificatesIn } from "../../http/client-trust.ts";

type Published = Readonly<Record<string, string>>;

/**
 * Tells other servers whom this one trusts now, besides those whom it trusted before.
 *
 * @see kubernetes pkg/controlplane/controller/clusterauthenticationtrust
 */
export function publishClientTrust(cluster: FakeCluster, published: Published, now: number): void {
  const known = cluster.get("configmaps", "kube-system/extension-apiserver-authentication");
  const data = (known as { readonly data?: Published } | undefined)?.data ?? {};
  const next: Record<string, string> = { ...data };
  for (const [name, value] of Object.entries(published))
    next[name] = name.endsWith("-ca-file")
      ? joinedCertificates(`${data[name] ?? ""}\n${value}`, now)
      : joinedNames(data[name], value);
  if (JSON.stringify(next) === JSON.stringify(data)) return;
  cluster.apply({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "extension-apiserver-authentication", namespace: "kube-system" },
    data: next,
  } as Parameters<FakeCluster["apply"]>[0]);
}

/** Each once, without those whose time is over. */
function joinedCertificates(text: string, now: number): string {
  const valid = certificatesIn(text).filter(({ validTo }) => Date.parse(validTo) > now);
  return [...new Set(valid.map(String))].join("");
}

function joinedNames(before: string | undefined, now: string): string {
  const listed = [before ?? "[]", now].flatMap((text) => JSON.parse(text) as string[]);
  return JSON.stringify([...new Set(listed)]);
}
