import { isPlainObject, objectOf, type PlainObject } from "../../codec/plain-object.ts";
import type { FieldSchema, ObjectSchema } from "../../schema/object-schema.ts";

/**
 * A value as the server's error texts show it: of an internal type, whose fields have their Go names and are all
 * written, the empty ones too. Types of meta/v1 are the same inside and outside.
 */
function internalValue(value: unknown, schema: ObjectSchema): unknown {
  switch (schema.type) {
    case "struct":
      return isMetaType(schema)
        ? metaValue(value, schema)
        : isPlainObject(value)
          ? internalStruct(value, schema)
          : null;
    case "list":
      return Array.isArray(value) && schema.elements !== undefined
        ? value.map((item) => internalValue(item, schema.elements as ObjectSchema))
        : null;
    case "map":
      return isPlainObject(value) && schema.elements !== undefined
        ? Object.fromEntries(
            Object.keys(value)
              .sort()
              .map((key) => [key, internalValue(value[key], schema.elements as ObjectSchema)]),
          )
        : null;
    default:
      return value ?? null;
  }
}

const metaPackage = "io.k8s.apimachinery.pkg.apis.meta.v1.";

function isMetaType(schema: ObjectSchema): boolean {
  return schema.openApiName?.startsWith(metaPackage) === true;
}

function metaValue(value: unknown, schema: ObjectSchema): unknown {
  if (!isPlainObject(value)) return null;
  const shown: Record<string, unknown> = {};
  for (const name of goOrder(schema)) {
    if (value[name] !== undefined) shown[name] = value[name];
  }
  return shown;
}

/** Fields whose order in Go differs from their protobuf numbers. */
const metaOrders: Readonly<Record<string, readonly string[]>> = {
  OwnerReference: ["apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion"],
};

function goOrder(schema: ObjectSchema): readonly string[] {
  const name = schema.openApiName?.slice(metaPackage.length) ?? "";
  return metaOrders[name] ?? [...(schema.fields?.keys() ?? [])];
}

function internalStruct(value: PlainObject, schema: ObjectSchema): PlainObject {
  const type = schema.openApiName?.split(".").at(-1) ?? "";
  const shown: Record<string, unknown> = {};
  for (const field of schema.fields?.values() ?? []) {
    // Embedded without a name: its members stand among those of the outer type.
    if (field.name === "metadata") Object.assign(shown, metaValue(value["metadata"], field.schema));
    else if (field.name !== "kind" && field.name !== "apiVersion")
      shown[internalName(type, field.name)] = internalField(value[field.name], field);
    else if (!isTopLevel(schema)) shown[goName(field.name)] = value[field.name] ?? "";
  }
  return shown;
}

function isTopLevel(schema: ObjectSchema): boolean {
  return schema.fields?.has("metadata") === true;
}

/** The same for a field, which may be absent. */
export function internalField(
  value: unknown,
  { schema, presence }: Pick<FieldSchema, "schema" | "presence">,
): unknown {
  if (value !== undefined && value !== null) return internalValue(value, schema);
  if (presence === "pointer" || presence === "pointer-or-null") {
    return null;
  }
  switch (schema.type) {
    case "struct":
      return internalStruct(objectOf(value), schema);
    case "string":
      return "";
    case "integer":
    case "number":
    case "int-or-string":
      return 0;
    case "boolean":
      return false;
    case "quantity":
      return "0";
    default:
      return null;
  }
}

/** Fields whose internal name is not made from the JSON name, by type. */
const internalNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RBDPersistentVolumeSource: {
    monitors: "CephMonitors",
    image: "RBDImage",
    pool: "RBDPool",
    user: "RadosUser",
  },
  RBDVolumeSource: {
    monitors: "CephMonitors",
    image: "RBDImage",
    pool: "RBDPool",
    user: "RadosUser",
  },
  DeviceAttribute: {
    bool: "BoolValue",
    int: "IntValue",
    string: "StringValue",
    version: "VersionValue",
  },
  AzureDiskVolumeSource: { diskURI: "DataDiskURI" },
  PersistentVolumeSpec: { cephfs: "CephFS", storageos: "StorageOS" },
  GlusterfsPersistentVolumeSource: { endpoints: "EndpointsName" },
  ISCSIPersistentVolumeSource: {
    chapAuthDiscovery: "DiscoveryCHAPAuth",
    chapAuthSession: "SessionCHAPAuth",
    iqn: "IQN",
  },
};

/** The name of a field of a type inside the server. */
export function internalName(type: string, name: string): string {
  return internalNames[type]?.[name] ?? goName(name);
}

/** Words that Go writes in capitals. */
const capitals: Readonly<Record<string, string>> = {
  api: "API",
  uid: "UID",
  ip: "IP",
  cidr: "CIDR",
  dns: "DNS",
  nfs: "NFS",
  csi: "CSI",
  fc: "FC",
  tcp: "TCP",
  http: "HTTP",
  grpc: "GRPC",
  gce: "GCE",
  aws: "AWS",
  pd: "PD",
  fs: "FS",
  tty: "TTY",
  url: "URL",
  ca: "CA",
  iscsi: "ISCSI",
  rbd: "RBD",
  tls: "TLS",
  id: "ID",
  cel: "CEL",
};

/** `apiGroup` → `APIGroup`, `clusterIP` → `ClusterIP`. */
export function goName(name: string): string {
  if (name.startsWith("seLinux")) return `SELinux${name.slice(7)}`;
  const first = /^[a-z0-9]+/.exec(name)?.[0] ?? "";
  const capital = capitals[first] ?? capitals[first.replace(/s$/, "")];
  if (capital !== undefined) {
    const plural = capitals[first] === undefined ? "s" : "";
    return `${capital}${plural}${name.slice(first.length)}`;
  }
  return name.charAt(0).toUpperCase() + name.slice(1);
}
