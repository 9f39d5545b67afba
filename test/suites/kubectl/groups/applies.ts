import { commands, type KubectlGroup } from "../command.ts";
import { configMap, deployment, list, pod } from "./manifests.ts";

const labelled = (name: string, data: object): object => ({
  ...configMap(name, data),
  metadata: { name, labels: { set: "one" } },
});

/** `apply` from the client and on the server, `diff`, `replace`. */
export const applyGroup: KubectlGroup = {
  name: "applies",
  files: {
    "map.json": configMap("map"),
    "map2.json": configMap("map", { a: "2", b: "3" }),
    "map3.json": configMap("map", { b: "4" }),
    "web.json": deployment("web"),
    "web2.json": deployment("web", "nginx:2", 5),
    "web-bad.json": { ...deployment("web"), spec: { ...deployment("web"), replicas: "x" } },
    "web-selector.json": {
      ...deployment("web"),
      spec: {
        selector: { matchLabels: { app: "other" } },
        template: {
          metadata: { labels: { app: "other" } },
          spec: { containers: [{ name: "c", image: "i" }] },
        },
      },
    },
    "pod.json": pod("pod"),
    "pod2.json": pod("pod", { containers: [{ name: "c", image: "busybox:2" }] }),
    "pod3.json": pod("pod", { nodeName: "elsewhere" }),
    "set1.json": list(labelled("s1", {}), labelled("s2", {})),
    "set2.json": list(labelled("s2", { a: "b" })),
    "none.json": configMap("none"),
    "versioned.json": { ...configMap("map"), metadata: { name: "map", resourceVersion: "1" } },
  },
  commands: commands(`
    apply -f map.json --dry-run=client
    apply -f map.json --dry-run=server
    apply -f map.json --dry-run=client -o yaml
    apply -f map.json
    apply -f map.json
    apply -f map2.json
    get cm map -o yaml
    apply -f map3.json -o yaml
    apply view-last-applied cm map
    apply view-last-applied cm map -o json
    apply set-last-applied -f map.json
    apply set-last-applied -f none.json
    apply set-last-applied -f none.json --create-annotation
    diff -f map2.json
    diff -f map.json
    diff -f none.json
    diff --server-side -f map2.json
    create -f none.json
    apply -f none.json
    apply -f web.json
    diff -f web2.json
    apply -f web2.json --dry-run=server
    apply -f web2.json
    apply -f web2.json
    apply -f web-bad.json
    apply -f web-selector.json
    apply -f web-selector.json --force --grace-period=0
    apply -f pod.json
    apply -f pod2.json
    apply -f pod3.json
    apply -f versioned.json
    apply -f absent.json
    apply -f set1.json
    apply -f set2.json --prune -l set=one
    apply -f set2.json --prune -l set=one --prune-allowlist=core/v1/ConfigMap
    get cm -l set=one
    apply -f set1.json --prune --all
    apply --server-side -f map.json
    apply --server-side -f map2.json --field-manager=other
    apply --server-side -f map2.json --field-manager=other --force-conflicts
    apply --server-side -f map3.json --field-manager=third
    get cm map -o yaml --show-managed-fields
    apply --server-side -f map.json -o yaml
    apply --server-side --dry-run=server -f web.json
    apply --server-side -f web.json
    apply --server-side --force-conflicts -f web.json
    apply --server-side -f web-bad.json
    apply --server-side -f web-selector.json --force-conflicts
    get deploy web -o yaml --show-managed-fields
    apply --server-side -f versioned.json
    apply --server-side -f pod2.json --field-manager=other
    apply --server-side -f map.json --validate=false --field-manager=
    replace -f map.json
    replace -f map.json -o yaml
    replace -f versioned.json
    replace -f absent.json
    replace -f web-bad.json
    replace -f web-selector.json
    replace --force -f map.json
    replace -f pod3.json
    replace -f map2.json --dry-run=server -o jsonpath={.data}
    create --raw /api/v1/namespaces/k-applies/configmaps -f map3.json
    delete --raw /api/v1/namespaces/k-applies/configmaps/map
    apply edit-last-applied cm none
    kustomize absent
    apply -k absent
    apply
  `),
};
