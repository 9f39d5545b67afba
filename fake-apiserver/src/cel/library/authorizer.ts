import type { Implementation, LibraryTable } from "../check/environment.ts";
import { type CelType, structType } from "../types/cel-type.ts";
import { CelEvaluationError, type CelValue, ForeignValue } from "../values/cel-value.ts";
import { asText } from "./arguments.ts";

/** Who is asked about. */
export interface AuthorizerUser {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What is asked about. */
export interface AuthorizerAccess {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** Who may do what. */
export interface Rights {
  isAllowed(user: AuthorizerUser, access: AuthorizerAccess): boolean;
  isPathAllowed(
    user: AuthorizerUser,
    access: { readonly verb: string; readonly path: string },
  ): boolean;
}

function opaque(name: string): CelType {
  return structType(`kubernetes.authorization.${name}`, new Map());
}

/** Types that expressions about rights have. */
export const authorizerTypes: Readonly<
  Record<"authorizer" | "pathCheck" | "groupCheck" | "resourceCheck" | "decision", CelType>
> = {
  authorizer: opaque("Authorizer"),
  pathCheck: opaque("PathCheck"),
  groupCheck: opaque("GroupCheck"),
  resourceCheck: opaque("ResourceCheck"),
  decision: opaque("Decision"),
};

/** Two questions about rights are the same only when they are one. */
abstract class RightsValue extends ForeignValue {
  equals(other: ForeignValue): boolean {
    return other === this;
  }
}

/**
 * What expressions ask about rights: `authorizer.group("apps").resource("deployments").check("create").allowed()`.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/library/authz.go
 */
export class Authorizer extends RightsValue {
  readonly type: CelType = authorizerTypes.authorizer;
  readonly user: AuthorizerUser;
  readonly rights: Rights;

  constructor(user: AuthorizerUser, rights: Rights) {
    super();
    this.user = user;
    this.rights = rights;
  }

  /** What the request itself is about. */
  about(access: Partial<AuthorizerAccess>): CelValue {
    return new ResourceCheck(this, access);
  }
}

class PathCheck extends RightsValue {
  readonly type: CelType = authorizerTypes.pathCheck;
  readonly authorizer: Authorizer;
  readonly path: string;

  constructor(authorizer: Authorizer, path: string) {
    super();
    this.authorizer = authorizer;
    this.path = path;
  }
}

class GroupCheck extends RightsValue {
  readonly type: CelType = authorizerTypes.groupCheck;
  readonly authorizer: Authorizer;
  readonly group: string;

  constructor(authorizer: Authorizer, group: string) {
    super();
    this.authorizer = authorizer;
    this.group = group;
  }
}

class ResourceCheck extends RightsValue {
  readonly type: CelType = authorizerTypes.resourceCheck;
  readonly authorizer: Authorizer;
  readonly access: AuthorizerAccess;

  constructor(authorizer: Authorizer, access: Partial<AuthorizerAccess>) {
    super();
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

  with(change: Partial<AuthorizerAccess>): ResourceCheck {
    return new ResourceCheck(this.authorizer, { ...this.access, ...change });
  }
}

class Decision extends RightsValue {
  readonly type: CelType = authorizerTypes.decision;
  readonly isAllowed: boolean;

  constructor(isAllowed: boolean) {
    super();
    this.isAllowed = isAllowed;
  }
}

type Class<T> = abstract new (...args: never[]) => T;

/** A function of one of the values above and of texts. */
function about<T>(
  kind: Class<T>,
  run: (value: T, first: string, second: string) => CelValue,
): Implementation {
  return ([value, first = "", second = ""]) => {
    if (!(value instanceof kind)) throw new CelEvaluationError("no such overload");
    return run(value, asText(first), asText(second));
  };
}

function serviceAccount(rights: Rights, namespace: string, name: string): Authorizer {
  const user = {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      "system:serviceaccounts",
      `system:serviceaccounts:${namespace}`,
      "system:authenticated",
    ],
  };
  return new Authorizer(user, rights);
}

const nothing = about(Decision, () => "");

/** The functions of the authorizer. */
export const authorizerLibrary: LibraryTable = {
  path: [
    [
      "authorizer_path",
      ".authorizer string -> pathCheck",
      about(Authorizer, (authorizer, path) => new PathCheck(authorizer, path)),
    ],
  ],
  group: [
    [
      "authorizer_group",
      ".authorizer string -> groupCheck",
      about(Authorizer, (authorizer, group) => new GroupCheck(authorizer, group)),
    ],
  ],
  serviceAccount: [
    [
      "authorizer_serviceaccount",
      ".authorizer string string -> authorizer",
      about(Authorizer, ({ rights }, namespace, name) => serviceAccount(rights, namespace, name)),
    ],
  ],
  resource: [
    [
      "groupcheck_resource",
      ".groupCheck string -> resourceCheck",
      about(GroupCheck, ({ authorizer, group }, resource) => authorizer.about({ group, resource })),
    ],
  ],
  subresource: [
    [
      "resourcecheck_subresource",
      ".resourceCheck string -> resourceCheck",
      about(ResourceCheck, (check, subresource) => check.with({ subresource })),
    ],
  ],
  namespace: [
    [
      "resourcecheck_namespace",
      ".resourceCheck string -> resourceCheck",
      about(ResourceCheck, (check, text) =>
        check.with({ namespace: text === "" ? undefined : text }),
      ),
    ],
  ],
  name: [
    [
      "resourcecheck_name",
      ".resourceCheck string -> resourceCheck",
      about(ResourceCheck, (check, name) => check.with({ name })),
    ],
  ],
  fieldSelector: [
    [
      "authorizer_fieldselector",
      ".resourceCheck string -> resourceCheck",
      about(ResourceCheck, (check) => check),
    ],
  ],
  labelSelector: [
    [
      "authorizer_labelselector",
      ".resourceCheck string -> resourceCheck",
      about(ResourceCheck, (check) => check),
    ],
  ],
  check: [
    [
      "pathcheck_check",
      ".pathCheck string -> decision",
      about(
        PathCheck,
        ({ authorizer: { rights, user }, path }, verb) =>
          new Decision(rights.isPathAllowed(user, { verb, path })),
      ),
    ],
    [
      "resourcecheck_check",
      ".resourceCheck string -> decision",
      about(
        ResourceCheck,
        ({ authorizer: { rights, user }, access }, verb) =>
          new Decision(rights.isAllowed(user, { ...access, verb })),
      ),
    ],
  ],
  errored: [["decision_errored", ".decision -> bool", about(Decision, () => false)]],
  error: [["decision_error", ".decision -> string", nothing]],
  allowed: [
    ["decision_allowed", ".decision -> bool", about(Decision, ({ isAllowed }) => isAllowed)],
  ],
  reason: [["decision_reason", ".decision -> string", nothing]],
};
