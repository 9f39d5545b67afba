import type { Environment } from "@marcbachmann/cel-js";
import type { UserIdentity } from "../../request/api-request.ts";
import type { ResourceAccess } from "../../request/authorize.ts";
import type { AdmissionView } from "../admission-view.ts";

/**
 * What expressions ask about rights: `authorizer.group("apps").resource("deployments").check("create").allowed()`.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/library/authz.go
 */
export class Authorizer {
  readonly user: UserIdentity;
  readonly view: AdmissionView;

  constructor(user: UserIdentity, view: AdmissionView) {
    this.user = user;
    this.view = view;
  }
}

class ResourceCheck {
  readonly authorizer: Authorizer;
  readonly access: ResourceAccess;

  constructor(authorizer: Authorizer, access: Partial<ResourceAccess>) {
    this.authorizer = authorizer;
    this.access = {
      verb: "",
      group: "",
      resource: "",
      subresource: "",
      namespace: undefined,
      name: undefined,
      ...access,
    };
  }

  with(change: Partial<ResourceAccess>): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.access, ...change });
  }
}

class Decision {
  readonly isAllowed: boolean;

  constructor(isAllowed: boolean) {
    this.isAllowed = isAllowed;
  }
}

/** Teaches an environment the functions of the authorizer. */
export function registerAuthorizer(environment: Environment): Environment {
  return environment
    .registerType("Authorizer", Authorizer)
    .registerType("ResourceCheck", ResourceCheck)
    .registerType("Decision", Decision)
    .registerFunction(
      "Authorizer.group(string): ResourceCheck",
      (authorizer: Authorizer, group: string) => new ResourceCheck(authorizer, { group }),
    )
    .registerFunction(
      "Authorizer.serviceAccount(string, string): Authorizer",
      (authorizer: Authorizer, namespace: string, name: string) =>
        new Authorizer(
          {
            name: `system:serviceaccount:${namespace}:${name}`,
            groups: [
              "system:serviceaccounts",
              `system:serviceaccounts:${namespace}`,
              "system:authenticated",
            ],
          },
          authorizer.view,
        ),
    )
    .registerFunction(
      "ResourceCheck.resource(string): ResourceCheck",
      (check: ResourceCheck, resource: string) => check.with({ resource }),
    )
    .registerFunction(
      "ResourceCheck.subresource(string): ResourceCheck",
      (check: ResourceCheck, subresource: string) => check.with({ subresource }),
    )
    .registerFunction(
      "ResourceCheck.namespace(string): ResourceCheck",
      (check: ResourceCheck, namespace: string) =>
        check.with({ namespace: namespace === "" ? undefined : namespace }),
    )
    .registerFunction(
      "ResourceCheck.name(string): ResourceCheck",
      (check: ResourceCheck, name: string) => check.with({ name }),
    )
    .registerFunction(
      "ResourceCheck.check(string): Decision",
      ({ authorizer, access }: ResourceCheck, verb: string) =>
        new Decision(authorizer.view.isAllowed(authorizer.user, { ...access, verb })),
    )
    .registerFunction("Decision.allowed(): bool", ({ isAllowed }: Decision) => isAllowed)
    .registerFunction("Decision.reason(): string", () => "")
    .registerFunction("Decision.errored(): bool", () => false)
    .registerFunction("Decision.error(): string", () => "");
}
