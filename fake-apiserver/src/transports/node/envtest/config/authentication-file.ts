import type { JwtConfig } from "../../../../authentication/jwt/jwt-config.ts";
import { readApiserverConfig } from "./apiserver-config.ts";
import {
  flag,
  kindShape,
  listOfShape,
  type Shape,
  struct,
  text,
  textOfType,
  texts,
} from "./config-shape.ts";

/** What the file of `--authentication-config` says. */
export interface AuthenticationConfig {
  readonly jwt?: readonly JwtConfig[];
  readonly anonymous?: {
    readonly enabled?: boolean;
    readonly conditions?: readonly { readonly path?: string }[];
  };
}

function shapeOf(version: string): Shape {
  const named = (name: string, fields: Readonly<Record<string, Shape>>): Shape =>
    struct(`${version}.${name}`, fields);
  const source = { claim: text, prefix: text, expression: text };
  const authenticator = named("JWTAuthenticator", {
    issuer: named("Issuer", {
      url: text,
      discoveryURL: text,
      certificateAuthority: text,
      audiences: texts,
      audienceMatchPolicy: textOfType(`${version}.AudienceMatchPolicyType`),
      egressSelectorType: textOfType(`${version}.EgressSelectorType`),
    }),
    claimValidationRules: listOfShape(
      named("ClaimValidationRule", {
        claim: text,
        requiredValue: text,
        expression: text,
        message: text,
      }),
    ),
    claimMappings: named("ClaimMappings", {
      username: named("PrefixedClaimOrExpression", source),
      groups: named("PrefixedClaimOrExpression", source),
      uid: named("ClaimOrExpression", { claim: text, expression: text }),
      extra: listOfShape(named("ExtraMapping", { key: text, valueExpression: text })),
    }),
    userValidationRules: listOfShape(
      named("UserValidationRule", { expression: text, message: text }),
    ),
  });
  return kindShape(`${version}.AuthenticationConfiguration`, {
    jwt: listOfShape(authenticator),
    anonymous: named("AnonymousAuthConfig", {
      enabled: flag,
      conditions: listOfShape(named("AnonymousAuthCondition", { path: text })),
    }),
  });
}

/** @throws Error in the real server's words */
export function readAuthenticationConfig(content: string): AuthenticationConfig {
  if (content === "") throw new Error("empty config data");
  return readApiserverConfig(
    content,
    "AuthenticationConfiguration",
    shapeOf,
  ) as AuthenticationConfig;
}
