/** Group and version as `apiVersion` writes them: `v1`, `apps/v1`. */
export function apiVersionOf(definition: {
  readonly group: string;
  readonly version: string;
}): string {
  return definition.group === "" ? definition.version : `${definition.group}/${definition.version}`;
}

/** The name used in error texts: `pods`, `deployments.apps`. */
export function qualifiedResourceOf(definition: {
  readonly group: string;
  readonly resource: string;
}): string {
  return definition.group === ""
    ? definition.resource
    : `${definition.resource}.${definition.group}`;
}

/** Splits `apps/v1` and `v1`. */
export function splitApiVersion(apiVersion: string): {
  readonly group: string;
  readonly version: string;
} {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}
