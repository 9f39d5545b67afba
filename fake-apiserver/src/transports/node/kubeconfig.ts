import { stringify } from "yaml";
import type { KeyedCertificate } from "./certificates.ts";

/** How one user proves who it is. */
export interface KubeconfigUser {
  readonly name: string;
  readonly certificate?: KeyedCertificate;
  readonly token?: string;
}

/** What a kubeconfig says. */
export interface KubeconfigOptions {
  /** Base URL, path included: `https://127.0.0.1:6443`. */
  readonly server: string;
  /** PEM of the authority that signed the server's certificate; absent for plain HTTP. */
  readonly authority?: string;
  /** The first is the current one; each has a context of its own. */
  readonly users: readonly KubeconfigUser[];
  /** Name of the cluster, and of the first user's context. @defaultValue "fake-apiserver" */
  readonly name?: string;
}

/** A kubeconfig as YAML, with everything embedded: it works wherever the file is moved to. */
export function toKubeconfig(options: KubeconfigOptions): string {
  const { server, authority, users, name = "fake-apiserver" } = options;
  const contexts = users.map((user, index) => ({
    name: index === 0 ? name : `${name}-${user.name}`,
    context: { cluster: name, user: user.name },
  }));
  return stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name,
          cluster: {
            server,
            // Without it client-node refuses plain HTTP; others ignore it there.
            ...(authority === undefined
              ? { "insecure-skip-tls-verify": true }
              : { "certificate-authority-data": base64(authority) }),
          },
        },
      ],
      users: users.map((user) => ({ name: user.name, user: toCredentials(user) })),
      contexts,
      "current-context": contexts[0]?.name ?? "",
    },
    { lineWidth: 0 },
  );
}

function toCredentials({ certificate, token }: KubeconfigUser): Record<string, string> {
  return {
    ...(certificate === undefined
      ? {}
      : {
          "client-certificate-data": base64(certificate.certificate),
          "client-key-data": base64(certificate.key),
        }),
    ...(token === undefined ? {} : { token }),
  };
}

function base64(pem: string): string {
  return Buffer.from(pem).toString("base64");
}
