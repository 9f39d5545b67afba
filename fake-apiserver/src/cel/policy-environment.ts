import { type CelEnvironment, withVariables } from "./check/environment.ts";
import { kubernetesEnvironment } from "./kubernetes-environment.ts";
import { authorizerTypes } from "./library/authorizer.ts";
import { withPatchTypes } from "./patch-types.ts";
import { type CelType, celTypes, listType, mapType, structType } from "./types/cel-type.ts";

const { string, bool, int, dyn, timestamp } = celTypes;
const texts = listType(string);
const textMap = mapType(string, string);

function struct(name: string, fields: Readonly<Record<string, CelType>>): CelType {
  return structType(name, new Map(Object.entries(fields)));
}

const groupVersionKind = struct("kubernetes.GroupVersionKind", {
  group: string,
  version: string,
  kind: string,
});
const groupVersionResource = struct("kubernetes.GroupVersionResource", {
  group: string,
  version: string,
  resource: string,
});

/** @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/cel/compile.go */
const requestType = struct("kubernetes.AdmissionRequest", {
  kind: groupVersionKind,
  resource: groupVersionResource,
  subResource: string,
  requestKind: groupVersionKind,
  requestResource: groupVersionResource,
  requestSubResource: string,
  name: string,
  namespace: string,
  operation: string,
  userInfo: struct("kubernetes.UserInfo", {
    username: string,
    uid: string,
    groups: texts,
    extra: mapType(string, texts),
  }),
  dryRun: bool,
  options: dyn,
});

const namespaceType = struct("kubernetes.Namespace", {
  metadata: struct("kubernetes.NamespaceMetadata", {
    name: string,
    generateName: string,
    namespace: string,
    labels: textMap,
    annotations: textMap,
    UID: string,
    creationTimestamp: timestamp,
    deletionGracePeriodSeconds: int,
    deletionTimestamp: timestamp,
    generation: int,
    resourceVersion: string,
    finalizers: texts,
  }),
  spec: struct("kubernetes.NamespaceSpec", { finalizers: texts }),
  status: struct("kubernetes.NamespaceStatus", { phase: string }),
});

/** What expressions of admission may speak of. */
export interface PolicyScope {
  readonly hasParams: boolean;
  readonly hasAuthorizer: boolean;
  /** Variables of the policy that come before the expression, with their types; absent: there can be none. */
  readonly variables?: ReadonlyMap<string, CelType>;
  /** It makes patches. @defaultValue false */
  readonly hasPatchTypes?: boolean;
}

/** The environment of an expression of admission. */
export function policyEnvironment({
  hasParams,
  hasAuthorizer,
  variables,
  hasPatchTypes = false,
}: PolicyScope): CelEnvironment {
  const environment = withVariables(kubernetesEnvironment(), {
    object: dyn,
    oldObject: dyn,
    request: requestType,
    namespaceObject: namespaceType,
    ...(hasParams ? { params: dyn } : {}),
    ...(hasAuthorizer
      ? {
          authorizer: authorizerTypes.authorizer,
          "authorizer.requestResource": authorizerTypes.resourceCheck,
        }
      : {}),
    ...(variables === undefined
      ? {}
      : { variables: structType("kubernetes.variables", variables) }),
  });
  return hasPatchTypes ? withPatchTypes(environment) : environment;
}

let open: CelEnvironment | undefined;
let openForPatches: CelEnvironment | undefined;

/** The environment in which expressions that were accepted run: whatever there is may be spoken of. */
export function runEnvironment(): CelEnvironment {
  open ??= {
    ...withVariables(policyEnvironment({ hasParams: true, hasAuthorizer: true }), {
      variables: dyn,
      request: dyn,
      namespaceObject: dyn,
    }),
    isForRuns: true,
  };
  return open;
}

/** The same for expressions that make patches. */
export function patchRunEnvironment(): CelEnvironment {
  openForPatches ??= withPatchTypes(runEnvironment());
  return openForPatches;
}
