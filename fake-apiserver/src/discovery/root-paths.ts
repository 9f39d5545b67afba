import type { ShownGroup } from "./groups-shown.ts";
import { healthChecks } from "./health-checks.ts";

/** `GET /`: every path that is no resource. */
export function rootPaths(shown: readonly ShownGroup[]): object {
  const groups = shown.flatMap(({ group, versions }) => {
    if (group === "") return ["/api", ...versions.map(({ version }) => `/api/${version}`)];
    return [`/apis/${group}`, ...versions.map(({ version }) => `/apis/${group}/${version}`)];
  });
  const health = Object.entries(healthChecks).flatMap(([path, checks]) => [
    `/${path}`,
    ...checks.map((check) => `/${path}/${check}`),
  ]);
  const others = [
    "/.well-known/openid-configuration",
    "/apis",
    "/apis/",
    "/metrics",
    "/metrics/slis",
    "/openapi/v2",
    "/openapi/v3",
    "/openapi/v3/",
    "/openid/v1/jwks",
    "/version",
  ];
  return { paths: [...groups, ...health, ...others].sort() };
}
