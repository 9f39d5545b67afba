import { commands, createFrom, type KubectlGroup } from "../command.ts";
import { widget, widgetDefinition } from "./manifests.ts";

/** A custom resource from its definition to its end. */
export const customGroup: KubectlGroup = {
  name: "custom",
  files: {
    "definition.json": widgetDefinition,
    "one.json": widget("one"),
    "one2.json": widget("one", { size: 4, color: "blue" }),
    "wrong.json": widget("wrong", { size: "x", color: "green" }),
    "unknown.json": widget("unknown", { size: 1, weight: 2 }),
    "newer.json": { ...widgetDefinition, spec: { ...widgetDefinition.spec, scope: "Cluster" } },
  },
  commands: [
    ...commands(`
      apply -f one.json
      create -f definition.json
      wait --for=condition=established crd/widgets.kubectl.example.com --timeout=20s
      create -f definition.json
      apply -f newer.json
      get crd widgets.kubectl.example.com
      describe crd widgets.kubectl.example.com
      api-resources --api-group=kubectl.example.com
      explain widget
      explain widget.spec
      explain widget --recursive
      explain widget.bogus
      get widgets
      apply -f one.json
      apply -f one.json
      diff -f one2.json
      apply -f one2.json
      get wd
      get widgets -o wide
      get all
      get widget one -o yaml
      get widget one -o json
      get widget/one -o jsonpath={.spec}
      get widgets.v1.kubectl.example.com one -o name
      describe widget one
      apply -f wrong.json
      apply -f wrong.json --validate=false
      apply -f unknown.json
      apply -f unknown.json --validate=warn
      apply -f unknown.json --validate=false
      create -f unknown.json
      apply --server-side -f one.json
      apply --server-side -f one.json --force-conflicts
      apply --server-side -f one2.json --field-manager=other
      get widget one -o yaml --show-managed-fields
      patch widget one --type=strategic -p '{"spec":{"size":4}}'
      patch widget one --type=merge -p '{"spec":{"size":"x"}}'
      patch widget one --type=merge -p '{"spec":{"size":-1}}'
      patch widget one --type=merge -p '{"spec":{"size":6}}'
      patch widget one --type=json -p '[{"op":"remove","path":"/spec/size"}]'
      patch widget one --subresource=status --type=merge -p '{"status":{"size":7}}'
      patch widget one --subresource=bogus --type=merge -p '{}'
      get widget one --subresource=status
      get widget one --subresource=scale
      get widget one --subresource=scale -o yaml
      scale widget one --replicas=9
      scale widget one --replicas=-1
      autoscale widget one --max=4
      label widget one a=b
      annotate widget one a=b
      get widgets -l a=b --show-labels
      get widgets --field-selector metadata.name=one
      get widgets --field-selector spec.size=9
      get widgets --sort-by=.spec.size
      replace -f one.json
      replace --force -f one.json
      edit widget one
    `),
    createFrom({ ...widget("x"), apiVersion: "kubectl.example.com/v9" }),
    createFrom({ ...widget("x"), kind: "Gadget" }),
    createFrom(widget("Bad_Name")),
    createFrom(widget("x", { size: 2.5 })),
    createFrom({ apiVersion: "kubectl.example.com/v1", kind: "Widget", metadata: { name: "x" } }),
    ...commands(`
      rollout status widget one
      expose widget one --port=80
      delete widget one
      delete widgets --all
      delete crd widgets.kubectl.example.com --wait=false
      get widgets
    `),
  ],
};
