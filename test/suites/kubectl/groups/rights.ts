import { commands, type KubectlGroup } from "../command.ts";
import { list } from "./manifests.ts";

const rbac = "rbac.authorization.k8s.io/v1";

/** Who may do what, and who one is. */
export const rightsGroup: KubectlGroup = {
  name: "rights",
  files: {
    "rights.json": list(
      {
        apiVersion: rbac,
        kind: "Role",
        metadata: { name: "reader", namespace: "k-rights" },
        rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }],
      },
      {
        apiVersion: rbac,
        kind: "RoleBinding",
        metadata: { name: "readers", namespace: "k-rights" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
        subjects: [{ kind: "User", name: "jane", apiGroup: "rbac.authorization.k8s.io" }],
      },
    ),
  },
  commands: commands(`
    auth whoami
    auth whoami -o json
    auth whoami --as=jane --as-group=g
    auth whoami --as=jane --as-uid=7
    auth can-i create pods
    auth can-i create pods --as=jane
    auth can-i list pods --as=jane
    auth can-i '*' '*'
    auth can-i get pods/log --as=jane
    auth can-i get pods one --as=jane
    auth can-i get deployments.apps --as=jane --all-namespaces
    auth can-i get bogus
    auth can-i get /healthz --as=jane
    auth can-i get /healthz --as=jane --as-group=system:authenticated
    auth can-i use pods
    auth can-i --list
    auth can-i --list --as=jane
    auth can-i --list --as=jane --as-group=system:authenticated
    auth can-i list nodes --as=jane -q
    auth reconcile -f rights.json
    auth reconcile -f rights.json
    auth can-i list pods --as=jane
    auth can-i list pods --as=jane -n default
    auth can-i --list --as=jane
    get pods --as=jane
    get pods --as=jane -A
    get secrets --as=jane
    get pods none --as=jane
    get nodes --as=jane
    get pods --as-group=g
    get pods --as=jane --as-group=system:masters
    create cm x --as=jane
    delete pods --all --as=jane
    delete pod one --as=jane
    apply -f rights.json --as=jane
    apply -f rights.json --server-side --as=jane
    create role wide --verb=get --resource=secrets --as=jane
    scale deploy web --replicas=2 --as=jane
    label pod one a=b --as=jane
    drain none --as=jane
    api-resources --as=jane -o name --api-group=apps
    get --raw /metrics --as=jane
    get --raw /healthz --as=system:anonymous
    create token default --as=jane
    auth whoami --token=bad
    get pods --token=bad
    auth whoami --token=alice
    get pods --token=alice
  `),
};
