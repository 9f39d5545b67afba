import { type CelEnvironment, functionsOf, standardTypeNames } from "./check/environment.ts";
import { arithmetic } from "./library/arithmetic.ts";
import { authorizerLibrary, authorizerTypes } from "./library/authorizer.ts";
import { comparison } from "./library/comparison.ts";
import { conversions } from "./library/conversions.ts";
import { namedFormats } from "./library/formats.ts";
import { lists } from "./library/lists.ts";
import { network } from "./library/network.ts";
import { optionals } from "./library/optionals.ts";
import { quantities } from "./library/quantities.ts";
import { semver } from "./library/semver.ts";
import { standard } from "./library/standard.ts";
import { strings } from "./library/strings.ts";
import { urls } from "./library/urls.ts";

const tables = [
  ...standard,
  comparison,
  arithmetic,
  conversions,
  strings,
  lists,
  optionals,
  network,
  urls,
  quantities,
  semver,
  namedFormats,
  authorizerLibrary,
];

let base: CelEnvironment | undefined;

/**
 * The functions that every expression of Kubernetes 1.35 may use, and no variables.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/environment/base.go
 */
export function kubernetesEnvironment(): CelEnvironment {
  base ??= {
    variables: new Map(),
    types: standardTypeNames,
    functions: functionsOf(tables, authorizerTypes),
  };
  return base;
}
