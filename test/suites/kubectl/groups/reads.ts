import { commands, type KubectlGroup } from "../command.ts";
import { configMap, deployment, list, namespacedKinds, pod } from "./manifests.ts";

const kinds =
  "pods,deploy,cm,svc,secret,job,cj,sts,ds,ing,netpol,pdb,pvc,quota,limits,role,rolebinding,hpa,lease,endpointslice,ep,rc,rs,podtemplate,events";

/** `get` in all its outputs. */
export const readGroup: KubectlGroup = {
  name: "reads",
  files: {
    "all.json": list(
      deployment("web"),
      pod("one"),
      pod("two", { restartPolicy: "Never" }),
      configMap("map", { a: "1", b: "two\nlines\n", "c.d": "" }),
      ...namespacedKinds,
    ),
    "template.txt": "{{range .items}}{{.metadata.name}} {{end}}",
  },
  commands: commands(`
    apply -f all.json
    get ${kinds}
    get ${kinds} -o wide
    get ${kinds} -o name
    get all
    get all --show-labels
    get all --show-kind --no-headers
    get bogus
    get pod none
    get pod one none
    get pod one --ignore-not-found
    get pod none --ignore-not-found
    get pods one two
    get pod/one cm/map
    get pod one -o yaml
    get pod one -o yaml --show-managed-fields
    get pod one -o json
    get pods -o json
    get pods,cm -o yaml
    get deploy web -o yaml
    get svc svc -o yaml
    get cm map -o yaml
    get secret secret -o json
    get job job -o yaml
    get cj cron -o yaml
    get sts set -o yaml
    get hpa hpa -o yaml
    get hpa.v1.autoscaling hpa -o yaml
    get ing ingress -o yaml
    get pod one -o jsonpath={.spec.containers[*].image}
    get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}'
    get pods -o jsonpath={.items[0].metadata.labels.app}
    get pods -o jsonpath={.items[9].metadata.name}
    get pods -o jsonpath='{.items[?(@.metadata.name=="two")].spec.restartPolicy}'
    get pods -o jsonpath={.bogus
    get pods -o jsonpath-as-json={.items[*].metadata.name}
    get pods -o custom-columns=N:.metadata.name,I:.spec.containers[0].image,X:.none
    get pods -o custom-columns=N
    get pods -o go-template='{{range .items}}{{.metadata.name}}{{"\\n"}}{{end}}'
    get pods -o go-template-file=template.txt
    get pods -o bogus
    get pods -l app=one
    get pods -l 'app in (one,x),tier'
    get pods -l '!app'
    get pods -l app!=one
    get pods -l 'app=='
    get pods -l 'app in (one'
    get pods -l app=one --show-labels -L tier -L none
    get pods --field-selector metadata.name=one
    get pods --field-selector status.phase=Pending,spec.restartPolicy=Never
    get pods --field-selector spec.nodeName=
    get pods --field-selector bogus=1
    get svc --field-selector spec.clusterIP=None
    get secrets --field-selector type=Opaque
    get events --field-selector reason=Pulled
    get cm --field-selector data.a=1
    get pods --sort-by=.metadata.name
    get pods --sort-by={.spec.restartPolicy}
    get pods --sort-by=.bogus
    get cm,pods --sort-by=.metadata.name
    get pods --chunk-size=1
    get pods --chunk-size=1 -o name
    get pods --chunk-size=0
    get pods --chunk-size=-1
    get -f all.json -o name
    get -f none.json
    get pods -A -l tier=test --no-headers
    get pods -n none
    get pods --watch --request-timeout=1s
    get pods --watch-only --request-timeout=1s
    get pods one --watch --output-watch-events --request-timeout=1s
    get pods -w -o name --request-timeout=1s
    get deploy web --subresource=scale
    get deploy web --subresource=scale -o yaml
    get deploy web --subresource=status -o name
    get deploy web --subresource=bogus
    get cm map --subresource=status
    get rs replica --subresource=scale
    get --raw /api/v1/namespaces/k-reads/configmaps/map
    get --raw /api/v1/namespaces/k-reads/configmaps/none
    get --raw /api/v1/namespaces/k-reads/pods?limit=1&continue=bogus
    get --raw /api/v1/namespaces/k-reads/pods/one/log
    get --raw /api/v1/namespaces/k-reads/pods?labelSelector=%21
    get pods.v1 one
    get deployments.apps web
    get deployments.v1.apps web
    get deployments.v9.apps web
    get Deployment/web
    get pods/
    get pods/one/two
    get
    events
    events --for pod/one
    events --types=Warning
    events -o json
    events --for bogus/one
    top pods
    top nodes
    logs one
    logs none
    logs deploy/web
    logs one -c none
    exec one -- ls
    attach one
    port-forward one 18080:80
    debug one --image=busybox:1 -c dbg --attach=false
    get pod one -o jsonpath={.spec.ephemeralContainers[*].name}
  `),
};
