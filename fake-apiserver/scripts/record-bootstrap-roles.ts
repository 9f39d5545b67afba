// Asks a kube-apiserver for the roles and bindings that it makes when it starts, and writes them as data of this package.
// NODE_TLS_REJECT_UNAUTHORIZED=0 node record-bootstrap-roles.ts https://127.0.0.1:6443 TOKEN
import { writeFileSync } from "node:fs";
import { join } from "node:path";

interface Item {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [member: string]: unknown;
}

const [server = "", token = ""] = process.argv.slice(2);
const kinds = ["clusterroles", "clusterrolebindings", "roles", "rolebindings"];
const members = ["rules", "aggregationRule", "roleRef", "subjects"];
const bootstrapLabel = "kubernetes.io/bootstrapping";

const found: Record<string, readonly object[]> = {};
for (const kind of kinds) {
  const answer = await fetch(`${server}/apis/rbac.authorization.k8s.io/v1/${kind}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { items } = (await answer.json()) as { readonly items: readonly Item[] };
  found[kind] = items
    .filter(({ metadata }) => metadata.labels?.[bootstrapLabel] === "rbac-defaults")
    .map(toData);
}
const path = join(import.meta.dirname, "../src/authorization/bootstrap-roles.generated.ts");
writeFileSync(
  path,
  `// Written by fake-apiserver/scripts/record-bootstrap-roles.ts from a kube-apiserver v1.35.4: the roles and bindings that it
// makes when it starts on empty storage. JSON, parsed when it is first needed.
export const bootstrapRolesJson: string =
  ${JSON.stringify(JSON.stringify(found))};
`,
);

function toData(item: Item): object {
  const { name, namespace, labels = {} } = item.metadata;
  const others = Object.fromEntries(
    Object.entries(labels).filter(([label]) => label !== bootstrapLabel),
  );
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(Object.keys(others).length === 0 ? {} : { labels: others }),
    ...Object.fromEntries(
      members.flatMap((member) => (member in item ? [[member, item[member]]] : [])),
    ),
  };
}
