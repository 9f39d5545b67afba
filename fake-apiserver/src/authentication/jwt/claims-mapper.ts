import { CelList, type CelValue } from "../../cel/values/cel-value.ts";
import { goJsonType } from "../../codec/go/go-text.ts";
import type { PlainObject } from "../../codec/json/plain-object.ts";
import { messageOf } from "../../codec/message-of.ts";
import type { UserIdentity } from "../../request/read/api-request.ts";
import { type ClaimExpression, claimValue, compileClaimExpression } from "./claim-expressions.ts";
import type { ClaimSource, JwtConfig } from "./jwt-config.ts";

/** A rule and what is said where it is broken. */
interface Rule {
  readonly expression: ClaimExpression;
  readonly message: string;
}

const credentialId = "authentication.kubernetes.io/credential-id";

/**
 * Makes users of the claims of tokens that are verified.
 *
 * @see kubernetes apiserver plugin/pkg/authenticator/token/oidc/oidc.go
 */
export class ClaimsMapper {
  readonly #config: JwtConfig;
  readonly #username: ClaimExpression | undefined;
  readonly #groups: ClaimExpression | undefined;
  readonly #uid: ClaimExpression | undefined;
  readonly #extra: readonly { readonly key: string; readonly expression: ClaimExpression }[];
  readonly #claimRules: readonly Rule[];
  readonly #userRules: readonly Rule[];

  /** @param config one that has been checked */
  constructor(config: JwtConfig) {
    this.#config = config;
    const { claimMappings = {}, claimValidationRules = [], userValidationRules = [] } = config;
    this.#username = compiled(claimMappings.username);
    this.#groups = compiled(claimMappings.groups);
    this.#uid = compiled(claimMappings.uid);
    this.#extra = (claimMappings.extra ?? []).map(({ key = "", valueExpression = "" }) => ({
      key,
      expression: compileClaimExpression(valueExpression, "claims"),
    }));
    this.#claimRules = claimValidationRules.flatMap(({ expression = "", message = "" }) =>
      expression === ""
        ? []
        : [{ expression: compileClaimExpression(expression, "claims"), message }],
    );
    this.#userRules = userValidationRules.map(({ expression = "", message = "" }) => ({
      expression: compileClaimExpression(expression, "user"),
      message,
    }));
  }

  /** @throws Error in the real server's words */
  userOf(claims: PlainObject): UserIdentity {
    const seen = claimValue(claims);
    const name = this.#nameOf(claims, seen);
    const groups = this.#groupsOf(claims, seen);
    const uid = this.#uidOf(claims, seen);
    const extra = this.#extraOf(claims, seen);
    this.#checkClaims(claims, seen);
    const info = { username: name, uid, groups, extra };
    within("error evaluating user info validation rule", () =>
      checkRules(this.#userRules, claimValue(info)),
    );
    return {
      name,
      groups,
      ...(uid === "" ? {} : { uid }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    };
  }

  #nameOf(claims: PlainObject, seen: CelValue): string {
    const expression = this.#username;
    if (expression !== undefined) {
      const name = within("error evaluating username claim expression", () => {
        const value = expression.run(seen);
        if (typeof value === "string") return value;
        throw new Error("username claim expression must return a string");
      });
      if (name === "") throw new Error("oidc: empty username via CEL expression is not allowed");
      return name;
    }
    const { claim = "", prefix = "" } = this.#config.claimMappings?.username ?? {};
    const name = within(`parse username claims ${JSON.stringify(claim)}`, () =>
      textIn(claims, claim),
    );
    if (claim === "email") checkEmail(claims);
    return `${prefix}${name}`;
  }

  #groupsOf(claims: PlainObject, seen: CelValue): readonly string[] {
    const { claim = "", prefix = "" } = this.#config.claimMappings?.groups ?? {};
    if (claim !== "" && Object.hasOwn(claims, claim)) {
      const groups = within(`parse groups claim ${JSON.stringify(claim)}`, () =>
        textsOf(claims[claim]),
      );
      return groups.map((group) => `${prefix}${group}`);
    }
    const expression = this.#groups;
    if (expression === undefined) return [];
    return within("error evaluating group claim expression", () => textList(expression.run(seen)));
  }

  #uidOf(claims: PlainObject, seen: CelValue): string {
    const { claim = "" } = this.#config.claimMappings?.uid ?? {};
    if (claim !== "")
      return within(`parse uid claim ${JSON.stringify(claim)}`, () => textIn(claims, claim));
    const expression = this.#uid;
    if (expression === undefined) return "";
    return within("error evaluating uid claim expression", () => {
      const value = expression.run(seen);
      if (typeof value === "string") return value;
      throw new Error("uid claim expression must return a string");
    });
  }

  #extraOf(claims: PlainObject, seen: CelValue): Readonly<Record<string, readonly string[]>> {
    const { jti } = claims;
    const extra: Record<string, readonly string[]> =
      typeof jti === "string" && jti !== "" ? { [credentialId]: [`JTI=${jti}`] } : {};
    // All are evaluated before any is looked at.
    const values = this.#extra.map(({ expression }) => expression.run(seen));
    for (const [index, { key, expression }] of this.#extra.entries()) {
      const value = values[index] ?? null;
      const texts = within(`error evaluating extra claim expression: ${expression.source}`, () =>
        textList(value),
      );
      if (texts.length > 0) extra[key] = texts;
    }
    return extra;
  }

  #checkClaims(claims: PlainObject, seen: CelValue): void {
    for (const { claim = "", requiredValue = "" } of this.#config.claimValidationRules ?? []) {
      if (claim === "") continue;
      if (!Object.hasOwn(claims, claim))
        throw new Error(`oidc: required claim ${claim} not present in ID token`);
      const value = within(`parse claim ${claim}`, () => textIn(claims, claim));
      if (value !== requiredValue)
        throw new Error(
          `oidc: required claim ${claim} value does not match. Got = ${value}, want = ${requiredValue}`,
        );
    }
    within("error evaluating claim validation expression", () =>
      checkRules(this.#claimRules, seen),
    );
  }
}

function compiled(source: ClaimSource | undefined): ClaimExpression | undefined {
  const { expression = "" } = source ?? {};
  return expression === "" ? undefined : compileClaimExpression(expression, "claims");
}

/** What goes wrong in a step is told with what it is a step of. */
function within<T>(what: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw new Error(`oidc: ${what}: ${messageOf(error)}`);
  }
}

function checkRules(rules: readonly Rule[], value: CelValue): void {
  const results = rules.map(({ expression }) => expression.run(value));
  for (const [index, { expression, message }] of rules.entries()) {
    const result = results[index];
    if (typeof result !== "boolean") throw new Error("validation expression must return a boolean");
    if (!result) throw new Error(`validation expression '${expression.source}' failed: ${message}`);
  }
}

/** Who says whether an address is verified must say that it is. */
function checkEmail(claims: PlainObject): void {
  if (!Object.hasOwn(claims, "email_verified")) return;
  const { email_verified: isVerified } = claims;
  if (typeof isVerified !== "boolean" && isVerified !== null)
    throw new Error(`oidc: parse 'email_verified' claim: ${mismatch(isVerified, "bool")}`);
  if (isVerified !== true) throw new Error("oidc: email not verified");
}

function textIn(claims: PlainObject, claim: string): string {
  if (!Object.hasOwn(claims, claim)) throw new Error("claim not present");
  const value = claims[claim] ?? "";
  if (typeof value === "string") return value;
  throw new Error(mismatch(value, "string"));
}

function textsOf(value: unknown): readonly string[] {
  if (value === null) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  if (typeof value === "string") return [value];
  throw new Error(mismatch(value, "string"));
}

function mismatch(value: unknown, type: string): string {
  return `json: cannot unmarshal ${goJsonType(value)} into Go value of type ${type}`;
}

/** Empty texts are none. */
function textList(value: CelValue): readonly string[] {
  if (value === null || value === "") return [];
  if (typeof value === "string") return [value];
  const items = value instanceof CelList ? value.items : undefined;
  if (items === undefined || !items.every((one) => typeof one === "string"))
    throw new Error("expression must return a string or a list of strings");
  return items.filter((one) => one !== "");
}
