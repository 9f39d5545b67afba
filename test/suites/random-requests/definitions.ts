const widget = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      required: ["size"],
      properties: {
        size: { type: "integer", minimum: 1, maximum: 10 },
        mode: { type: "string", enum: ["fast", "slow"], default: "slow" },
        replicas: { type: "integer", format: "int32", minimum: 0 },
        selector: { type: "string" },
        parts: {
          type: "array",
          nullable: true,
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["id"],
          items: {
            type: "object",
            required: ["id"],
            properties: { id: { type: "string" }, weight: { type: "integer", default: 7 } },
          },
        },
        tags: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
        free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        port: { "x-kubernetes-int-or-string": true },
        fixed: {
          type: "string",
          "x-kubernetes-validations": [{ rule: "self == oldSelf", message: "fixed is fixed" }],
        },
      },
      "x-kubernetes-validations": [
        {
          rule: "!has(self.replicas) || self.replicas <= self.size",
          messageExpression: "self.size < 5 ? 'at most few' : 'at most ten'",
          fieldPath: ".replicas",
          reason: "FieldValueForbidden",
        },
      ],
    },
    status: {
      type: "object",
      properties: {
        ready: { type: "integer" },
        conditions: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["type"],
          items: {
            type: "object",
            required: ["type", "status"],
            properties: {
              type: { type: "string" },
              status: { type: "string", enum: ["True", "False", "Unknown"] },
              reason: { type: "string" },
              message: { type: "string" },
              lastTransitionTime: { type: "string", format: "date-time" },
            },
          },
        },
      },
    },
  },
};

const gizmo = {
  type: "object",
  properties: { color: { type: "string", default: "red" } },
  "x-kubernetes-validations": [{ rule: "!self.metadata.name.endsWith('-c')", message: "not c" }],
};

/** Definitions of the custom kinds: everything that a schema can ask for, once. */
export const definitionsOf = (group: string): readonly object[] => [
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget", shortNames: ["wd"], categories: ["all"] },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: widget },
          subresources: {
            status: {},
            scale: {
              specReplicasPath: ".spec.replicas",
              statusReplicasPath: ".status.ready",
              labelSelectorPath: ".spec.selector",
            },
          },
          selectableFields: [{ jsonPath: ".spec.mode" }],
          additionalPrinterColumns: [
            { name: "Size", type: "integer", jsonPath: ".spec.size" },
            { name: "Mode", type: "string", jsonPath: ".spec.mode", priority: 1 },
            { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
          ],
        },
        {
          name: "v1beta1",
          served: true,
          storage: false,
          deprecated: true,
          schema: { openAPIV3Schema: { ...widget, description: "As it was." } },
          subresources: { status: {} },
        },
      ],
    },
  },
  {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `gizmos.${group}` },
    spec: {
      group,
      scope: "Cluster",
      names: { plural: "gizmos", kind: "Gizmo" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: gizmo } }],
    },
  },
];
