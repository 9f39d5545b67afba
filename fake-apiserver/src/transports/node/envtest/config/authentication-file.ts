import type { JwtConfig } from "../../../../authentication/jwt/jwt-config.ts";
import { configGroup, readConfig } from "./config-file.ts";
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
  const versions = ["v1", "v1beta1", "v1alpha1"].map((version) => [
    `apiserver.config.k8s.io/${version}`,
    { AuthenticationConfiguration: shapeOf(version) },
  ]);
  const { kind, value, strict } = readConfig(content, configGroup(Object.fromEntries(versions)), {
    kind: `Object 'Kind' is missing in '${content}'`,
    apiVersion: `Object 'apiVersion' is missing in '${content}'`,
  });
  if (kind !== "AuthenticationConfiguration")
    throw new Error(`expected AuthenticationConfiguration, got *apiserver.${kind}`);
  if (strict.length > 0) throw new Error(`strict decoding error: ${strict.join(", ")}`);
  return value as AuthenticationConfig;
}
