import { commands, type KubectlGroup } from "../command.ts";
import { list, pod } from "./manifests.ts";

const node = (name: string): object => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name, labels: { "k-nodes": "yes" } },
});

/** Nodes, what runs on them, and certificates. */
export const nodeGroup: KubectlGroup = {
  name: "nodes",
  files: {
    "nodes.json": list(node("n-one"), node("n-two")),
    "pods.json": list(pod("on", { nodeName: "n-one" }), pod("off")),
    "csr.json": {
      apiVersion: "certificates.k8s.io/v1",
      kind: "CertificateSigningRequest",
      metadata: { name: "k-nodes" },
      spec: {
        request: "bm90IGEgcmVxdWVzdA==",
        signerName: "example.com/signer",
        usages: ["client auth"],
      },
    },
  },
  commands: commands(`
    apply -f nodes.json
    apply -f pods.json
    get nodes -l k-nodes
    get nodes -l k-nodes -o wide
    get node n-one -o yaml
    describe node n-one
    get pods -o wide
    get pods --field-selector spec.nodeName=n-one -o name
    cordon n-one
    cordon n-one
    get nodes -l k-nodes
    uncordon n-one
    uncordon n-one
    cordon none
    taint node n-one a=b:NoSchedule
    taint node n-one a=b:NoSchedule
    taint node n-one a=c:NoSchedule
    taint node n-one a=c:NoSchedule --overwrite
    taint node n-one a=d:NoExecute a:NoSchedule-
    taint node n-one none-
    taint node n-one a=b:Bogus
    taint node none a=b:NoSchedule
    taint nodes -l k-nodes=yes x=y:PreferNoSchedule
    get nodes -l k-nodes -o jsonpath={.items[*].spec.taints[*].key}
    drain n-one
    drain n-one --force --dry-run=client
    drain n-one --force --dry-run=server
    drain n-one --force --disable-eviction --timeout=10s
    drain n-two
    drain none
    get pods
    label node n-one zone=a
    label node n-one node-role.kubernetes.io/worker=
    get nodes -l k-nodes
    annotate node n-one x=y
    patch node n-one -p '{"spec":{"podCIDR":"10.0.0.0/24"}}'
    patch node n-one -p '{"spec":{"podCIDR":"10.1.0.0/24"}}'
    patch node n-one --subresource=status -p '{"status":{"capacity":{"cpu":"2"},"conditions":[{"type":"Ready","status":"True"}]}}'
    get nodes -l k-nodes
    describe node n-one
    top node n-one
    logs on
    exec on -- ls
    delete node n-one n-two
    get nodes -l k-nodes
    create -f csr.json
    certificate approve k-nodes
    certificate approve none
    certificate deny none
    get csr
  `),
};
