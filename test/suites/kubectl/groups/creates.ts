import { commands, createFrom, type KubectlGroup } from "../command.ts";
import { configMap, deployment, pod } from "./manifests.ts";

/** `create`, `run`, `expose` and what is refused. */
export const createGroup: KubectlGroup = {
  name: "creates",
  files: {
    "a.txt": "one\n",
    "env.txt": "A=1\nB=2\n",
    "two.yaml":
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: second}\n",
    "bad.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x\n",
    "empty.yaml": "",
    "nokind.yaml": "apiVersion: v1\nmetadata: {name: x}\n",
    "web.json": deployment("web"),
  },
  commands: [
    ...commands(`
      create configmap literal --from-literal=a=b --from-literal=c=d
      create configmap literal --from-literal=a=b
      create configmap file --from-file=a.txt --from-file=named=a.txt
      create configmap env --from-env-file=env.txt
      create configmap none --from-file=none.txt
      create configmap Bad_Name
      create configmap dry --from-literal=a=b --dry-run=client -o yaml
      create configmap dry --from-literal=a=b --dry-run=server -o yaml
      create configmap hashed --from-literal=a=b --append-hash -o name
      create secret generic generic --from-literal=a=b -o yaml
      create secret docker-registry registry --docker-server=r.example.com --docker-username=u --docker-password=p
      create secret tls tls --cert=none --key=none
      create secret generic typed --from-literal=a=b --type=example.com/x
      create secret generic wrong --from-literal=a=b --type=kubernetes.io/tls
      create serviceaccount account
      create deployment dep --image=nginx:1 --replicas=3 --port=80
      create deployment dep --image=nginx:1
      create deployment two --image=nginx:1 --image=busybox:1 -o yaml
      create job job --image=busybox:1 -- echo hello
      create cronjob cron --image=busybox:1 --schedule='*/1 * * * *'
      create cronjob wrong --image=busybox:1 --schedule=never
      create job fromcron --from=cronjob/cron
      create job fromnone --from=cronjob/none
      create quota quota --hard=pods=100,cpu=5
      create quota scoped --hard=pods=1 --scopes=BestEffort
      create quota wrong --hard=pods=x
      create role role --verb=get,list --resource=pods,deployments.apps
      create role named --verb=get --resource=configmaps --resource-name=a
      create role wrong --verb=get --resource=bogus
      create clusterrole k-creates --verb=get --non-resource-url=/x
      create clusterrole k-creates-agg --aggregation-rule=a=b
      create rolebinding binding --role=role --user=jane --group=g --serviceaccount=k-creates:account
      create clusterrolebinding k-creates --clusterrole=k-creates --group=g
      create service clusterip cluster --tcp=80:8080
      create service clusterip headless --clusterip=None
      create service nodeport port --tcp=80 --node-port=30180
      create service nodeport taken --tcp=80 --node-port=30180
      create service nodeport outside --tcp=80 --node-port=80
      create service loadbalancer balancer --tcp=80
      create service externalname external --external-name=a.example.com
      create service externalname wrong --external-name=-
      create ingress ingress --rule=a.example.com/x=cluster:80 --default-backend=cluster:80
      create ingress wrong --rule=bogus
      create pdb budget --selector=a=b --min-available=1
      create pdb both --selector=a=b --min-available=1 --max-unavailable=1
      create priorityclass k-creates --value=5 --description=x
      create priorityclass k-creates-big --value=2000000000
      create token account --duration=5s
      create token none
      create token account --bound-object-kind=Bogus --bound-object-name=x
      create namespace k-creates
      create namespace Bad
      create -f two.yaml
      create -f two.yaml
      create -f bad.yaml
      create -f empty.yaml
      create -f nokind.yaml
      create -f none.yaml
      create -f web.json --validate=strict
      create -f web.json --save-config
      create
      create bogus x
    `),
    createFrom({ apiVersion: "v1", kind: "Nope" }),
    createFrom({ apiVersion: "bogus/v1", kind: "Nope", metadata: { name: "x" } }),
    createFrom(configMap("Bad_Name")),
    createFrom({ ...configMap("unknown"), dota: {} }),
    createFrom({ ...configMap("unknown"), dota: {} }, "--validate=warn"),
    createFrom({ ...configMap("unknown"), dota: {} }, "--validate=false"),
    createFrom('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","name":"twice"}}'),
    createFrom({ apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "gen-" } }),
    createFrom(configMap("elsewhere"), "-n none"),
    createFrom({ ...configMap("moved"), metadata: { name: "moved", namespace: "default" } }),
    createFrom(pod("empty", { containers: [] })),
    createFrom(pod("many", { containers: [{ name: "A", image: "" }], restartPolicy: "Never?" })),
    createFrom(pod("typed", { containers: "no" })),
    createFrom({ ...deployment("mismatch"), spec: { selector: { matchLabels: { a: "b" } } } }),
    ...commands(`
      run runs --image=busybox:1 --restart=Never --labels=a=b --env=X=y --port=80
      run runs --image=busybox:1
      run commanded --image=busybox:1 --command -- sleep 10
      run over --image=busybox:1 --overrides='{"spec":{"hostNetwork":true}}' -o yaml --dry-run=server
      run exposed --image=nginx:1 --port=80 --expose
      run Bad --image=x
      expose deploy dep --name=dep-svc --port=80 --target-port=8080
      expose deploy dep
      expose deploy none --port=80
      expose pod runs --name=pod-svc --type=NodePort --port=80 --dry-run=server -o jsonpath={.spec.type}
      expose service cluster --name=again --port=8080
      expose cm literal --port=80
      get cm,secret,sa,deploy,job,cj,quota,role,rolebinding,svc,ing,pdb,pods
      get svc -o wide
      auth reconcile -f web.json
    `),
  ],
};
