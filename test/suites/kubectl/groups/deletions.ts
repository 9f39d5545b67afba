import { commands, type KubectlGroup } from "../command.ts";
import { configMap, deployment, list, pod } from "./manifests.ts";

const condition = (name: string, type: string, status: string): string =>
  `patch pod ${name} --subresource=status --type=merge -p '{"status":{"conditions":[{"type":"${type}","status":"${status}"}]}}'`;

/** `delete` in all its ways, and `wait`. */
export const deletionGroup: KubectlGroup = {
  name: "deletions",
  files: {
    "maps.json": list(configMap("one"), configMap("two"), configMap("three")),
    "pods.json": list(pod("p1"), pod("p2"), pod("p3")),
    "held.json": { ...configMap("held"), metadata: { name: "held", finalizers: ["a.b/c"] } },
    "web.json": list(deployment("web"), deployment("other"), deployment("third")),
  },
  commands: commands(`
    create -f maps.json
    create -f pods.json
    create -f held.json
    create -f web.json
    wait --for=condition=Ready pod/p1 --timeout=1s
    ${condition("p1", "Ready", "True")}
    wait --for=condition=Ready pod/p1 --timeout=1s
    wait --for=condition=Ready=False pod/p1 --timeout=1s
    wait --for=condition=Ready pod --all --timeout=1s
    wait --for=condition=Ready pod/none --timeout=1s
    wait --for=delete pod/none --timeout=1s
    wait --for=delete pod/p1 --timeout=1s
    wait --for=create cm/one --timeout=1s
    wait --for=create cm/none --timeout=1s
    wait --for=jsonpath={.data.a}=1 cm/one --timeout=1s
    wait --for=jsonpath={.data.a}=2 cm/one --timeout=1s
    wait --for=jsonpath={.data.a} cm/one --timeout=1s
    wait --for=bogus cm/one
    wait --for=condition=Available deploy -l app=none --timeout=1s
    delete cm one --dry-run=client
    delete cm one --dry-run=server
    delete cm one
    delete cm one
    delete cm one --ignore-not-found
    delete cm one two
    delete cm
    delete cm -l none=x
    delete cm three -o name
    delete cm held --wait=false
    get cm held -o yaml
    delete cm held --timeout=1s
    patch cm held --type=merge -p '{"metadata":{"finalizers":["x.y/z"]}}'
    patch cm held --type=merge -p '{"metadata":{"finalizers":null}}'
    get cm held
    delete pod p1
    delete pod p2 --grace-period=0 --force
    delete pod p3 --now --wait=false
    get pods
    delete deploy web --cascade=orphan
    delete deploy other --cascade=foreground --wait=false
    get deploy other -o yaml
    delete deploy third --cascade=bogus
    delete deploy third --cascade=background
    delete -f web.json --ignore-not-found --wait=false
    delete -f none.json
    delete all --all --wait=false
    delete cm --all
    delete bogus x
    delete pods --field-selector metadata.name=none
    delete cm --all -l a=b
    delete svc/none cm/none
    create namespace k-deletions-late
    create cm inside -n k-deletions-late
    delete ns k-deletions-late --wait=false
    get ns k-deletions-late -o yaml
    create cm late -n k-deletions-late
    delete ns k-deletions-late --wait=false
    delete ns none
    delete ns default
    delete ns kube-system
    delete ns kube-public --dry-run=server
    delete node none
    delete crd none
  `),
};
