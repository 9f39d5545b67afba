import { isRecord } from "../api/record.ts";
import { KubeConfigError } from "./kube-config-error.ts";

/** What a field may hold. Go reads what is not there, and null, as the empty one of its kind. */
type Shape =
  | "text"
  | "flag"
  | "texts"
  | "anything"
  | { readonly each: Shape }
  | { readonly values: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

const extensions: Shape = { each: { fields: { name: "text", extension: "anything" } } };

const exec: Shape = {
  fields: {
    command: "text",
    args: "texts",
    env: { each: { fields: { name: "text", value: "text" } } },
    apiVersion: "text",
    installHint: "text",
    provideClusterInfo: "flag",
    interactiveMode: "text",
  },
};

/** @see client-go tools/clientcmd/api/v1/types.go */
const configShape: Shape = {
  fields: {
    kind: "text",
    apiVersion: "text",
    preferences: { fields: { colors: "flag", extensions } },
    clusters: {
      each: {
        fields: {
          name: "text",
          cluster: {
            fields: {
              server: "text",
              "tls-server-name": "text",
              "insecure-skip-tls-verify": "flag",
              "certificate-authority": "text",
              "certificate-authority-data": "text",
              "proxy-url": "text",
              "disable-compression": "flag",
              extensions,
            },
          },
        },
      },
    },
    users: {
      each: {
        fields: {
          name: "text",
          user: {
            fields: {
              "client-certificate": "text",
              "client-certificate-data": "text",
              "client-key": "text",
              "client-key-data": "text",
              token: "text",
              tokenFile: "text",
              as: "text",
              "as-uid": "text",
              "as-groups": "texts",
              "as-user-extra": { values: "texts" },
              username: "text",
              password: "text",
              "auth-provider": { fields: { name: "text", config: { values: "text" } } },
              exec,
              extensions,
            },
          },
        },
      },
    },
    contexts: {
      each: {
        fields: {
          name: "text",
          context: { fields: { cluster: "text", user: "text", namespace: "text", extensions } },
        },
      },
    },
    "current-context": "text",
    extensions,
  },
};

/**
 * A kubeconfig with every field in its shape: what is null is left out, or the empty one of its kind where it stands in a list.
 * Fields that nobody knows are kept.
 *
 * @throws KubeConfigError for a field that holds something else, also in a part that no context uses: client-go reads all.
 */
export function inShape(
  document: Readonly<Record<string, unknown>>,
  file: string,
): Readonly<Record<string, unknown>> {
  return shaped(document, configShape, { file, path: "" }) as Readonly<Record<string, unknown>>;
}

interface Place {
  readonly file: string;
  readonly path: string;
}

const emptyText = "";

function shaped(value: unknown, shape: Shape, place: Place): unknown {
  if (shape === "anything") return value;
  if (shape === "text") {
    if (typeof value === "string") return value;
    throw wrong(place, "text", value);
  }
  if (shape === "flag") {
    if (typeof value === "boolean") return value;
    throw wrong(place, "true or false", value);
  }
  if (shape === "texts") return listOf(value, "text", emptyText, place);
  if ("each" in shape) return listOf(value, shape.each, {}, place);
  if (!isRecord(value)) throw wrong(place, "fields", value);
  const known = (name: string): Shape | undefined => {
    if ("values" in shape) return shape.values;
    return Object.hasOwn(shape.fields, name) ? shape.fields[name] : undefined;
  };
  const members: [name: string, value: unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const wanted = known(name);
    if (wanted === undefined) members.push([name, member]);
    else if (member !== null) members.push([name, shaped(member, wanted, below(place, name))]);
    else if ("values" in shape) members.push([name, wanted === "texts" ? [] : emptyText]);
  }
  return Object.fromEntries(members);
}

function listOf(value: unknown, shape: Shape, empty: unknown, place: Place): unknown[] {
  if (!Array.isArray(value)) {
    throw wrong(place, shape === "text" ? "a list of texts" : "a list of entries", value);
  }
  return value.map((each: unknown, index) =>
    each === null ? empty : shaped(each, shape, { ...place, path: `${place.path}[${index}]` }),
  );
}

function below({ file, path }: Place, name: string): Place {
  return { file, path: path === "" ? name : `${path}.${name}` };
}

function wrong({ file, path }: Place, wanted: string, found: unknown): KubeConfigError {
  return new KubeConfigError(
    `the kubeconfig ${file}: ${path} must be ${wanted}, not ${JSON.stringify(found)}`,
  );
}
