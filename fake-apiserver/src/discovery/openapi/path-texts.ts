import type { Json } from "@informerlab/core";
import { isPlainObject, objectOf, textOf } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { OpenApiDescriptions } from "./descriptions.ts";
import type { OpenApiPath } from "./operations.ts";

/**
 * Where the descriptions keep what is said of parameters; those of patches alone are named `patch NAME`, those of streams
 * `pods/exec NAME`, and what stands in braces of the path `{NAME}`, where the query knows it, too.
 */
const parametersEntry = "parameters";

/**
 * The paths of a resource with what is said of their operations and parameters; as they are where there are no descriptions.
 *
 * @see k8s.io/apiserver pkg/endpoints/installer.go
 */
export function describedPaths(
  paths: Readonly<Record<string, OpenApiPath>>,
  definition: ResourceDefinition,
  descriptions: OpenApiDescriptions | undefined,
): Readonly<Record<string, OpenApiPath>> {
  const texts = descriptions?.[parametersEntry]?.[1];
  if (texts === undefined) return paths;
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      describedPath(path, item, definition, texts),
    ]),
  );
}

type Texts = Readonly<Record<string, string>>;

function describedPath(
  path: string,
  item: OpenApiPath,
  definition: ResourceDefinition,
  texts: Texts,
): OpenApiPath {
  const [, subresource = ""] = /\{name\}\/(\w+)(?:\/\{path\})?$/.exec(path) ?? [];
  const first = objectOf(Object.values(item).find(isPlainObject));
  const kind = textOf(objectOf(first["x-kubernetes-group-version-kind"])["kind"]);
  const described = (method: string, parameters: Json): Json =>
    (Array.isArray(parameters) ? parameters : []).map((parameter) => {
      if (!isPlainObject(parameter)) return parameter;
      const name = textOf(parameter["name"]);
      const special =
        parameter["in"] === "path"
          ? [`{${name}}`]
          : [`${definition.resource}/${subresource} ${name}`, `${method} ${name}`];
      const key = [...special, name].find((one) => Object.hasOwn(texts, one)) ?? "";
      const text = name === "name" ? `name of the ${kind}` : texts[key];
      return { ...parameter, ...(text === undefined ? {} : { description: text }) } as Json;
    });
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]): [string, Json] => {
      if (!isPlainObject(operation)) return [method, described("", operation)];
      const { parameters, ...rest } = operation as Readonly<Record<string, Json>>;
      const action = textOf(operation["x-kubernetes-action"]);
      return [
        method,
        {
          description:
            action === "connect"
              ? `connect ${method.toUpperCase()} requests to ${subresource} of ${definition.kind}`
              : operationText(action, subresource, definition),
          ...rest,
          ...(parameters === undefined ? {} : { parameters: described(method, parameters) }),
        },
      ];
    }),
  );
}

function operationText(
  action: string,
  subresource: string,
  definition: ResourceDefinition,
): string {
  const { kind, verbs, origin } = definition;
  const of = subresource === "" ? "" : `${subresource} of `;
  const deprecated = "deprecated: use the 'watch' parameter with a list operation instead";
  switch (action) {
    case "get":
      return `read ${of}the specified ${kind}`;
    case "list":
      return `list ${origin === "built-in" && verbs.includes("watch") ? "or watch " : ""}objects of kind ${kind}`;
    case "put":
      return `replace ${of}the specified ${kind}`;
    case "patch":
      return `partially update ${of}the specified ${kind}`;
    case "post":
      return `create ${of}${withArticle(kind)}`;
    case "delete":
      return `delete ${of}${withArticle(kind)}`;
    case "deletecollection":
      return `delete collection of ${kind}`;
    case "watchlist":
      return `watch individual changes to a list of ${kind}. ${deprecated}.`;
    default:
      return `watch changes to an object of kind ${kind}. ${deprecated}, filtered to a single item with the 'fieldSelector' parameter.`;
  }
}

/** `an Event`, `a Pod`, `Endpoints`. */
function withArticle(kind: string): string {
  if (/[^s]s$/.test(kind)) return kind;
  return `${/^[aeiou]/i.test(kind) ? "an" : "a"} ${kind}`;
}
