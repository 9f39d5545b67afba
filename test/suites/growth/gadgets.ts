/**
 * A kind whose objects may hold anything in any number, an object to patch of it and of some built-in kinds, and a namespace
 * where nothing bounds what pods ask for.
 */
export const gadgets = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.growth.example}
spec:
  group: growth.example
  scope: Namespaced
  names: {plural: gadgets, singular: gadget, kind: Gadget, listKind: GadgetList}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                items:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items: {type: object, required: [name], properties: {name: {type: string}}}
                set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
                numbers:
                  type: array
                  maxItems: 100000
                  items: {type: integer}
                  x-kubernetes-validations: [{rule: "self.all(x, x >= 0)"}]
                text:
                  type: string
                  maxLength: 100000
                  pattern: "^(a+)+$|(b|bb)*c"
                  x-kubernetes-validations: [{rule: "self.findAll('a.*b|a').size() >= 0"}]
                anything: {type: object, x-kubernetes-preserve-unknown-fields: true}
---
{apiVersion: growth.example/v1, kind: Gadget, metadata: {name: base}, spec: {items: []}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: growth}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: growth}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: base}, data: {a: b}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: base}
spec:
  selector: {matchLabels: {a: b}}
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: i}]}}
`;
