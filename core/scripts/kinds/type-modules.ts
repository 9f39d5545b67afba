import { banner, namespaceName } from "./module-name.ts";

/** The parts of an OpenAPI v3 schema that are used. */
export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

/** Go type → its fields; `ptr` tells what can be left out from what is written as null. */
export type ProtobufTypes = Readonly<
  Record<
    string,
    readonly { readonly json: string; readonly t?: string; readonly ptr?: boolean }[] | null
  >
>;

/** Types that are plain JSON on the wire. */
const plainTypes: ReadonlyMap<string, string> = new Map([
  ["io.k8s.apimachinery.pkg.apis.meta.v1.Time", "string"],
  ["io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime", "string"],
  ["io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1", "Readonly<Record<string, unknown>>"],
  ["io.k8s.apimachinery.pkg.runtime.RawExtension", "Readonly<Record<string, unknown>>"],
  // A server always answers with the canonical text, whatever was sent.
  ["io.k8s.apimachinery.pkg.api.resource.Quantity", "string"],
  ["io.k8s.apimachinery.pkg.util.intstr.IntOrString", "number | string"],
  ["io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON", "unknown"],
  [
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray",
    "JSONSchemaProps | readonly JSONSchemaProps[]",
  ],
  [
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool",
    "JSONSchemaProps | boolean",
  ],
  [
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray",
    "JSONSchemaProps | readonly string[]",
  ],
  [
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus",
    "Readonly<Record<string, never>>",
  ],
]);

/** Types that the core has already. */
const existing: ReadonlyMap<string, string> = new Map([
  ["ObjectMeta", "../api/object.ts"],
  ["OwnerReference", "../api/object.ts"],
  ["ListMeta", "../api/list.ts"],
  ["LabelSelector", "../api/label-selector.ts"],
  ["LabelSelectorRequirement", "../api/label-selector.ts"],
  ["Status", "../api/status.ts"],
  ["StatusCause", "../api/status.ts"],
  ["StatusDetails", "../api/status.ts"],
]);

/**
 * Lists that Go writes as null when they are empty, by the missing `omitempty` of their fields, where an empty list is
 * allowed at all.
 */
const nullableLists: ReadonlySet<string> = new Set([
  "autoscaling-v2 HorizontalPodAutoscalerStatus currentMetrics",
  "apiextensions-v1 CustomResourceDefinitionStatus conditions",
  "apiextensions-v1 CustomResourceDefinitionStatus storedVersions",
  "authorization-v1 SubjectRulesReviewStatus nonResourceRules",
  "authorization-v1 SubjectRulesReviewStatus resourceRules",
  "core-v1 ContainerImage names",
  "core-v1 ProjectedVolumeSource sources",
  "discovery-v1 EndpointSlice endpoints",
  "discovery-v1 EndpointSlice ports",
  "rbac-v1 ClusterRole rules",
  "rbac-v1 Role rules",
  "resource-v1 AllocatedDeviceStatus conditions",
  "resource-v1 DeviceClaim requests",
  "storage-v1 CSINodeDriver topologyKeys",
  "storage-v1 CSINodeSpec drivers",
]);

interface Place {
  readonly module: string;
  readonly type: string;
}

/** One file of types for each group and version. */
export class TypeModules {
  readonly #schemas: ReadonlyMap<string, Schema>;
  readonly #protobuf: ProtobufTypes;
  readonly #modules = new Map<string, Map<string, Schema>>();

  constructor(schemas: ReadonlyMap<string, Schema>, protobuf: ProtobufTypes) {
    this.#schemas = schemas;
    this.#protobuf = protobuf;
    for (const name of [...schemas.keys()].sort()) this.#place(name);
  }

  /** Module name → text. */
  print(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#modules.keys()].sort().map((module) => [module, this.#printModule(module)]),
    );
  }

  /** The entry of the subpath: every module as a namespace, and the resource table. */
  printIndex(): string {
    const modules = [...this.#modules.keys()].sort();
    const imports = modules.map(
      (module) => `import type * as ${namespaceName(module)} from "./${module}.generated.ts";\n`,
    );
    const exports = [
      'export type { TypedResource } from "../api/typed-resource.ts";\n',
      'export { builtInResources, type ResourceGroups, resources } from "./resources.generated.ts";\n',
      `export type {\n${modules.map((module) => `  ${namespaceName(module)},\n`).join("")}};\n`,
    ];
    return `${banner}${imports.join("")}\n${exports.join("")}`;
  }

  #place(name: string): void {
    if (plainTypes.has(name)) return;
    const place = placeOf(name);
    if (place === undefined) return;
    const module = this.#modules.get(place.module) ?? new Map<string, Schema>();
    this.#modules.set(place.module, module);
    const schema = this.#schemas.get(name);
    if (schema !== undefined) module.set(place.type, schema);
  }

  #printModule(module: string): string {
    const imports = new Map<string, Set<string>>();
    const use = (file: string, type: string): void => {
      imports.set(file, (imports.get(file) ?? new Set()).add(type));
    };
    const reexports = new Map<string, string[]>();
    const bodies: string[] = [];
    for (const [type, schema] of this.#modules.get(module) ?? []) {
      const file = module === "meta-v1" ? existing.get(type) : undefined;
      if (file === undefined) bodies.push(this.#printType({ module, type }, schema, use));
      else reexports.set(file, [...(reexports.get(file) ?? []), type]);
    }
    const lines: string[] = [];
    for (const file of [...imports.keys()].sort()) {
      lines.push(
        `import type { ${[...(imports.get(file) ?? [])].sort().join(", ")} } from "${file}";\n`,
      );
    }
    for (const [file, types] of reexports)
      lines.push(`export type { ${types.join(", ")} } from "${file}";\n`);
    return `${banner}${lines.join("")}\n${bodies.join("\n")}`;
  }

  #printType(place: Place, schema: Schema, use: (file: string, type: string) => void): string {
    if (schema.properties === undefined) {
      return `export type ${place.type} = Readonly<Record<string, unknown>>;\n`;
    }
    const fields = Object.entries(schema.properties).map(([field, fieldSchema]) => {
      const isRequired = schema.required?.includes(field) === true;
      const type = this.#identityOf(field, schema) ?? this.#typeOf(fieldSchema, place.module, use);
      const isNullable = this.#isNullable(place, field);
      return `  readonly ${quoted(field)}${isRequired ? "" : "?"}: ${type}${isNullable ? " | null" : ""};\n`;
    });
    return `export interface ${place.type} {\n${fields.join("")}}\n`;
  }

  /** `apiVersion` and `kind` of a kind of its own are known. */
  #identityOf(field: string, schema: Schema): string | undefined {
    const kinds = schema["x-kubernetes-group-version-kind"] ?? [];
    const [kind] = kinds;
    if (kind === undefined || kinds.length !== 1) return undefined;
    if (field === "kind") return JSON.stringify(kind.kind);
    if (field !== "apiVersion") return undefined;
    return JSON.stringify(kind.group === "" ? kind.version : `${kind.group}/${kind.version}`);
  }

  #isNullable({ module, type }: Place, field: string): boolean {
    if (nullableLists.has(`${module} ${type} ${field}`)) return true;
    // A time that is no pointer is written as null when it is zero.
    const goType = Object.keys(this.#protobuf).find((name) => {
      const [group = "", version = ""] = module.split("-");
      return name.endsWith(`/${group}/${version}.${type}`);
    });
    const goField = this.#protobuf[goType ?? ""]?.find(({ json }) => json === field);
    return (
      goField !== undefined &&
      goField.ptr !== true &&
      /\.(Micro)?Time$/.test(goField.t ?? "") &&
      field !== "disruptedPods"
    );
  }

  #typeOf(schema: Schema, module: string, use: (file: string, type: string) => void): string {
    const reference = schema.$ref ?? schema.allOf?.[0]?.$ref;
    if (reference !== undefined)
      return this.#typeOfReference(reference.split("/").at(-1) ?? "", module, use);
    if (schema.enum !== undefined)
      return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    switch (schema.type) {
      case "string":
        return "string";
      case "integer":
        if (schema.format !== "int64") return "number";
        use("../api/json.ts", "Int64");
        return "Int64";
      case "number":
        return "number";
      case "boolean":
        return "boolean";
      case "array": {
        const item = this.#typeOf(schema.items ?? {}, module, use);
        return `readonly ${/[|]|^readonly /.test(item) ? `(${item})` : item}[]`;
      }
      case "object":
        return schema.additionalProperties === undefined
          ? "Readonly<Record<string, unknown>>"
          : `Readonly<Record<string, ${this.#typeOf(schema.additionalProperties, module, use)}>>`;
      default:
        return "unknown";
    }
  }

  #typeOfReference(
    name: string,
    module: string,
    use: (file: string, type: string) => void,
  ): string {
    const plain = plainTypes.get(name);
    if (plain !== undefined) return plain;
    const place = placeOf(name);
    if (place === undefined) throw new Error(`the schema ${name} has no place in any module`);
    const file = place.module === "meta-v1" ? existing.get(place.type) : undefined;
    if (file !== undefined) use(file, place.type);
    else if (place.module !== module) use(`./${place.module}.generated.ts`, place.type);
    return place.type;
  }
}

/** Where a schema goes: `io.k8s.api.core.v1.Pod` → core-v1, Pod. */
function placeOf(name: string): Place | undefined {
  const match =
    /^io\.k8s\.(?:api|apimachinery\.pkg\.apis|[a-z-]+\.pkg\.apis)\.([a-z]+)\.(v[a-z0-9]+)\.(\w+)$/.exec(
      name,
    );
  if (match === null) return undefined;
  const [, group, version, type = ""] = match;
  return { module: `${group}-${version}`, type };
}

function quoted(field: string): string {
  return /^[A-Za-z_]\w*$/.test(field) ? field : JSON.stringify(field);
}
