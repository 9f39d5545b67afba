import type { AuthorizerChain, GrantSource } from "../request/access/authorize.ts";
import { abacAuthorizer, readAbacPolicies } from "./abac-authorizer.ts";
import {
  type Authorizer,
  AuthorizerUnion,
  alwaysAllow,
  alwaysDeny,
  roleAuthorizer,
} from "./authorizer.ts";
import { nodeAuthorizer } from "./node-authorizer.ts";

/** One way to decide who may do what, by the real server's name. */
export type AuthorizationMode = "AlwaysAllow" | "AlwaysDeny" | "ABAC" | "Node" | "RBAC";

/** Ways to decide, in the order in which they are asked. */
export type AuthorizationModes = readonly (AuthorizationMode | Authorizer)[];

/** Who decides what somebody may do. */
export interface AuthorizationOptions {
  /**
   * One mode, or several that are asked one after the other until one allows or denies: `["Node", "RBAC"]`, as in most
   * clusters. One of your own is asked in its place among them. A function is asked for them at each question.
   *
   * @defaultValue `RBAC`
   */
  readonly authorizationMode?: AuthorizationMode | AuthorizationModes | (() => AuthorizationModes);
  /** For the mode `ABAC`, what its policy file holds: an object of JSON on each line. @defaultValue nothing */
  readonly abacPolicies?: string;
}

/** Who is asked in place of the roles; undefined where nobody else is. @throws Error naming a line of the policies */
export function authorizersOf(
  { authorizationMode = "RBAC", abacPolicies = "" }: AuthorizationOptions,
  grants: GrantSource,
): AuthorizerChain | undefined {
  const modes = typeof authorizationMode === "string" ? [authorizationMode] : authorizationMode;
  if (typeof modes !== "function" && modes.length === 1 && modes[0] === "RBAC") return undefined;
  const named: Readonly<Record<AuthorizationMode, Authorizer>> = {
    AlwaysAllow: alwaysAllow,
    AlwaysDeny: alwaysDeny,
    ABAC: abacAuthorizer(readAbacPolicies(abacPolicies, "abacPolicies")),
    Node: nodeAuthorizer(grants),
    RBAC: roleAuthorizer(grants),
  };
  const authorizersIn = (modes: AuthorizationModes): readonly Authorizer[] =>
    modes.map((mode) => (typeof mode === "string" ? named[mode] : mode));
  if (typeof modes === "function") return new AuthorizerUnion(() => authorizersIn(modes()));
  const authorizers = authorizersIn(modes);
  return new AuthorizerUnion(() => authorizers);
}
