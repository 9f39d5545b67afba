import type { EncodedColumn } from "../built-in-data.ts";
import type { TableColumn } from "../resource-definition.ts";

const nameDescription =
  "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
const ageDescription =
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

/** The column that every Table begins with. */
export const nameColumn: TableColumn = {
  name: "Name",
  type: "string",
  format: "name",
  description: nameDescription,
  priority: 0,
};

/** The last column of kinds that have none of their own. */
export const createdAtColumn: TableColumn = {
  name: "Created At",
  type: "date",
  format: "",
  description: ageDescription,
  priority: 0,
};

/** What custom resources without columns of their own have. */
export const ageColumn: TableColumn = { ...createdAtColumn, name: "Age" };

const descriptions: Readonly<Record<string, string>> = {
  Name: nameDescription,
  Age: ageDescription,
  "Created At": ageDescription,
  "/api/v1/secrets Type":
    "Used to facilitate programmatic handling of secret data. More info: https://kubernetes.io/docs/concepts/configuration/secret/#secret-types",
  "/api/v1/secrets Data":
    "Data contains the secret data. Each key must consist of alphanumeric characters, '-', '_' or '.'. The serialized form of the secret data is a base64 encoded string, representing the arbitrary (possibly non-string) data value here. Described in https://tools.ietf.org/html/rfc4648#section-4",
  "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas PriorityLevel":
    "`name` is the name of the priority level configuration being referenced Required.",
  "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas MatchingPrecedence":
    "`matchingPrecedence` is used to choose among the FlowSchemas that match a given request. The chosen FlowSchema is among those with the numerically lowest (which we take to be logically highest) MatchingPrecedence.  Each MatchingPrecedence value must be ranged in [1,10000]. Note that if the precedence is not specified, it will be set to 1000 as default.",
  "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas DistinguisherMethod":
    "`distinguisherMethod` defines how to compute the flow distinguisher for requests that match this schema. `nil` specifies that the distinguisher is disabled and thus will always be the empty string.",
  "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas MissingPL":
    "references a broken or non-existent PriorityLevelConfiguration",
};

/** The columns of a built-in resource. */
export function builtInColumns(
  path: string,
  encoded: readonly EncodedColumn[] | undefined,
): readonly TableColumn[] {
  if (encoded === undefined) return [nameColumn, createdAtColumn];
  return encoded.map(([name, type, format, priority]) => ({
    name,
    type,
    format,
    description: descriptions[`${path} ${name}`] ?? descriptions[name] ?? "",
    priority,
  }));
}
