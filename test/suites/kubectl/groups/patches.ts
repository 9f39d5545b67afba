import { commands, type KubectlGroup } from "../command.ts";
import { configMap, deployment, list, pod } from "./manifests.ts";

/** `patch`, `label`, `annotate`, `set`, `scale`, `autoscale`, `rollout`. */
export const patchGroup: KubectlGroup = {
  name: "patches",
  files: {
    "all.json": list(configMap("map"), pod("one"), deployment("web")),
    "patch.yaml": "data:\n  f: file\n",
  },
  commands: commands(`
    apply -f all.json
    patch cm map -p '{"data":{"c":"3"}}'
    patch cm map -p '{"data":{"c":"3"}}'
    patch cm map --type=merge -p '{"data":{"c":null,"d":"4"}}' -o yaml
    patch cm map --type=json -p '[{"op":"replace","path":"/data/d","value":"5"}]'
    patch cm map --type=json -p '[{"op":"test","path":"/data/d","value":"6"}]'
    patch cm map --type=json -p '[{"op":"remove","path":"/data/none"}]'
    patch cm map --type=json -p '{"op":"x"}'
    patch cm map --type=bogus -p '{}'
    patch cm map -p garbage
    patch cm map -p '{"data":5}'
    patch cm map -p '{"metadata":{"name":"other"}}'
    patch cm map -p '{"metadata":{"resourceVersion":"1"}}'
    patch cm map -p '{"bogus":1}'
    patch cm map --patch-file=patch.yaml --dry-run=server
    patch cm map --patch-file=patch.yaml
    patch cm none -p '{}'
    patch cm map
    patch pod one -p '{"spec":{"containers":[{"name":"c","image":"busybox:2"}]}}'
    patch pod one -p '{"spec":{"containers":[{"name":"new","image":"busybox:2"}]}}'
    patch pod one --subresource=status --type=merge -p '{"status":{"phase":"Running"}}'
    patch pod one --subresource=resize -p '{"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"200m"}}}]}}'
    patch deploy web -p '{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"X","value":"y"}]}]}}}}'
    patch deploy web -p '{"spec":{"template":{"spec":{"containers":[{"name":"c","$patch":"delete"}]}}}}'
    patch deploy web -p '{"spec":{"selector":{"matchLabels":{"app":"other"}}}}'
    patch deploy web -p '{"spec":{"replicas":-1}}'
    patch deploy web --subresource=scale --type=merge -p '{"spec":{"replicas":6}}'
    label pod one x=y
    label pod one x=y
    label pod one x=z
    label pod one x=z --overwrite
    label pod one 'x=bad value' --overwrite
    label pod one x-
    label pod one none-
    label pod one '-bad=1'
    label pods --all tier=t --overwrite

    label pod one a=b --resource-version=1
    label pod none a=b
    label pods -l app=one picked=yes
    annotate pod one a.b/c=d
    annotate pod one a.b/c=d
    annotate pod one a.b/c=e
    annotate pod one a.b/c=e --overwrite
    annotate pod one a.b/c-
    annotate pod one --list
    annotate pod one 'a b=c'
    annotate pod none a=b
    scale deploy web --replicas=3
    scale deploy web --replicas=3
    scale deploy web --replicas=4 --current-replicas=9
    scale deploy web --replicas=4 --current-replicas=3
    scale deploy web --replicas=-1
    scale deploy web --replicas=5 --resource-version=1
    scale cm map --replicas=2
    scale deploy none --replicas=2
    scale deploy --all --replicas=1 --dry-run=server
    scale deploy web --replicas=2 -o yaml
    scale pod one --replicas=1
    autoscale deploy web --min=1 --max=4 --cpu=70%
    autoscale deploy web --max=4
    autoscale deploy none --max=4
    autoscale deploy web --name=other --min=5 --max=4
    get hpa web -o yaml
    set image deploy web c=nginx:3
    set image deploy web c=nginx:3
    set image deploy web none=nginx:3
    set image deploy,pod --all '*=nginx:4' --dry-run=server
    set env deploy web A=1 B=2
    set env deploy web A-
    set env deploy web --list
    set env deploy web --from=configmap/map --prefix=M_
    set env deploy web --from=configmap/none
    set resources deploy web -c c --limits=cpu=200m,memory=64Mi --requests=cpu=100m
    set resources deploy web --limits=cpu=1 --requests=cpu=2
    set serviceaccount deploy web account
    set selector svc none app=q
    create service clusterip chosen --tcp=80
    set selector svc chosen app=q
    create rolebinding bound --clusterrole=view --user=bob
    set subject rolebinding bound --user=jane --group=g
    rollout history deploy web
    rollout history deploy none
    rollout status deploy web --timeout=1s
    rollout status deploy web --watch=false
    rollout restart deploy none
    rollout pause deploy web
    rollout pause deploy web
    rollout restart deploy web
    rollout resume deploy web
    rollout resume deploy web
    rollout undo deploy web
    rollout undo deploy web --to-revision=9
    rollout status pod one
    get deploy web -o yaml
    edit cm map
  `),
};
