import { allNodes } from "../../cel/check/walk.ts";
import { parseGoUrl } from "../../cel/library/go-url.ts";
import type { Expression } from "../../cel/syntax/expression.ts";
import { encodeBase64 } from "../../codec/bytes/base64.ts";
import { holdsCertificate } from "../../codec/certificates/certificate.ts";
import { trimmedEnd } from "../../codec/go/go-text.ts";
import { messageOf } from "../../codec/message-of.ts";
import { domainPrefixedPath } from "../../kinds/validation/common-checks.ts";
import { Report } from "../../kinds/validation/report.ts";
import { duplicate, type FieldError, invalid, required } from "../../schema/field-error.ts";
import {
  type ClaimExpression,
  type ClaimScope,
  compileClaimExpression,
} from "./claim-expressions.ts";
import type { ClaimRule, ClaimSource, JwtConfig, JwtIssuer, UserRule } from "./jwt-config.ts";

/**
 * What is wrong with authenticators of tokens.
 *
 * @see kubernetes apiserver pkg/apis/apiserver/validation/validation.go
 */
export function jwtProblems(configs: readonly JwtConfig[]): readonly FieldError[] {
  const issuers = new Set<string>();
  const discoveries = new Set<string>();
  return configs.flatMap((config, index) => {
    const at = `jwt[${index}]`;
    const { url = "", discoveryURL = "" } = config.issuer ?? {};
    const errors = [...problemsOf(config, at)];
    if (issuers.has(url)) errors.push(duplicate(`${at}.issuer.url`, url));
    issuers.add(url);
    if (discoveryURL !== "" && discoveries.has(discoveryURL))
      errors.push(duplicate(`${at}.issuer.discoveryURL`, discoveryURL));
    discoveries.add(discoveryURL);
    return errors;
  });
}

function problemsOf(
  { issuer = {}, claimValidationRules = [], userValidationRules = [], ...config }: JwtConfig,
  at: string,
): readonly FieldError[] {
  const rules = claimRuleProblems(claimValidationRules, `${at}.claimValidationRules`);
  return [
    ...issuerProblems(issuer, `${at}.issuer`),
    ...rules.errors,
    ...mappingProblems(config, `${at}.claimMappings`, rules.compiled),
    ...userRuleProblems(userValidationRules, `${at}.userValidationRules`),
  ];
}

function issuerProblems(
  { url = "", discoveryURL = "", certificateAuthority = "", ...issuer }: JwtIssuer,
  at: string,
): readonly FieldError[] {
  const isSame = url !== "" && trimmedEnd(url, "/") === trimmedEnd(discoveryURL, "/");
  return [
    ...(url === "" ? [required(`${at}.url`)] : urlProblems(url, `${at}.url`)),
    ...(discoveryURL === ""
      ? []
      : [
          ...(isSame
            ? [
                invalid(
                  `${at}.discoveryURL`,
                  discoveryURL,
                  "discoveryURL must be different from URL",
                ),
              ]
            : []),
          ...urlProblems(discoveryURL, `${at}.discoveryURL`),
        ]),
    ...audienceProblems(issuer, at),
    ...(certificateAuthority === "" || holdsCertificate(encodeBase64(certificateAuthority))
      ? []
      : [
          invalid(
            `${at}.certificateAuthority`,
            "<omitted>",
            "data does not contain any valid RSA or ECDSA certificates",
          ),
        ]),
    ...egressProblems(issuer, `${at}.egressSelectorType`),
  ];
}

function egressProblems(
  { egressSelectorType: type = "" }: JwtIssuer,
  at: string,
): readonly FieldError[] {
  return ["", "controlplane", "cluster"].includes(type)
    ? []
    : [invalid(at, type, "egress selector must be either controlplane or cluster")];
}

function urlProblems(text: string, at: string): readonly FieldError[] {
  const url = parseGoUrl(text, { isRequest: false });
  if (typeof url === "string") return [invalid(at, text, url)];
  const parts = [
    [url.scheme !== "https", "URL scheme must be https"],
    [url.userInfo !== undefined, "URL must not contain a username or password"],
    [(url.query ?? "") !== "", "URL must not contain a query"],
    [(url.fragment ?? "") !== "", "URL must not contain a fragment"],
  ] as const;
  return parts.flatMap(([isWrong, detail]) => (isWrong ? [invalid(at, text, detail)] : []));
}

function audienceProblems(
  { audiences = [], audienceMatchPolicy: policy = "" }: JwtIssuer,
  issuer: string,
): readonly FieldError[] {
  const at = `${issuer}.audiences`;
  if (audiences.length === 0) return [required(at, `at least one ${at} is required`)];
  const errors = audiences.flatMap((audience, index) => [
    ...(audience === "" ? [required(`${at}[${index}]`)] : []),
    ...(audiences.indexOf(audience) < index ? [duplicate(`${at}[${index}]`, audience)] : []),
  ]);
  const detail =
    audiences.length > 1
      ? "audienceMatchPolicy must be MatchAny for multiple audiences"
      : "audienceMatchPolicy must be empty or MatchAny for single audience";
  const isRight = policy === "MatchAny" || (audiences.length === 1 && policy === "");
  return isRight ? errors : [...errors, invalid(`${issuer}.audienceMatchPolicy`, policy, detail)];
}

/** An expression, or what is wrong with it. */
interface Compiled {
  readonly errors: readonly FieldError[];
  readonly compiled: readonly ClaimExpression[];
}

const nothing: Compiled = { errors: [], compiled: [] };

function compile(source: string, scope: ClaimScope, at: string, isCondition = false): Compiled {
  try {
    const expression = compileClaimExpression(source, scope);
    return isCondition && expression.checked.result.kind !== "bool"
      ? { errors: [invalid(at, source, "must evaluate to bool")], compiled: [] }
      : { errors: [], compiled: [expression] };
  } catch (error) {
    return {
      errors: [invalid(at, source, `compilation failed: ${messageOf(error)}`)],
      compiled: [],
    };
  }
}

function gathered(parts: readonly Compiled[]): Compiled {
  return {
    errors: parts.flatMap(({ errors }) => errors),
    compiled: parts.flatMap(({ compiled }) => compiled),
  };
}

function claimRuleProblems(rules: readonly ClaimRule[], list: string): Compiled {
  const claims = new Set<string>();
  const expressions = new Set<string>();
  return gathered(
    rules.map((rule, index): Compiled => {
      const at = `${list}[${index}]`;
      const { claim = "", expression = "", message = "", requiredValue = "" } = rule;
      if (claim !== "" && expression !== "")
        return { ...nothing, errors: [invalid(at, claim, bothSet)] };
      if (claim === "" && expression === "")
        return { ...nothing, errors: [required(at, "claim or expression is required")] };
      if (claim !== "") {
        const repeated = claims.has(claim) ? [duplicate(`${at}.claim`, claim)] : [];
        claims.add(claim);
        return { ...nothing, errors: [...notWith("claim", `${at}.message`, message), ...repeated] };
      }
      const misplaced = notWith("expression", `${at}.requiredValue`, requiredValue);
      if (expressions.has(expression))
        return {
          ...nothing,
          errors: [...misplaced, duplicate(`${at}.expression`, expression)],
        };
      expressions.add(expression);
      const { errors, compiled } = compile(expression, "claims", `${at}.expression`, true);
      return { errors: [...misplaced, ...errors], compiled };
    }),
  );
}

const bothSet = "claim and expression can't both be set";

function notWith(what: string, at: string, value: string): readonly FieldError[] {
  return value === "" ? [] : [invalid(at, value, `may not be specified when ${what} is set`)];
}

function userRuleProblems(rules: readonly UserRule[], list: string): readonly FieldError[] {
  const seen = new Set<string>();
  return rules.flatMap(({ expression = "" }, index) => {
    const at = `${list}[${index}].expression`;
    if (expression === "") return [required(at)];
    if (seen.has(expression)) return [duplicate(at, expression)];
    seen.add(expression);
    return compile(expression, "user", at, true).errors;
  });
}

function mappingProblems(
  { claimMappings = {} }: JwtConfig,
  at: string,
  rules: readonly ClaimExpression[],
): readonly FieldError[] {
  const { username = {}, groups = {}, uid = {}, extra = [] } = claimMappings;
  const name = sourceProblems(username, `${at}.username`, true);
  const extras = extraProblems(extra, `${at}.extra`);
  const speaks = (expressions: readonly ClaimExpression[], claim: string): boolean =>
    expressions.some(({ checked }) => speaksOf(checked.root, claim));
  const others = [...name.compiled, ...extras.compiled, ...rules];
  const isUnverified = speaks(name.compiled, "email") && !speaks(others, "email_verified");
  return [
    ...name.errors,
    ...sourceProblems(groups, `${at}.groups`, false).errors,
    ...uidProblems(uid, `${at}.uid`),
    ...extras.errors,
    ...(isUnverified
      ? [
          invalid(
            `${at}.username.expression`,
            username.expression ?? "",
            "claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression",
          ),
        ]
      : []),
  ];
}

function sourceProblems(
  { claim = "", expression = "", prefix }: ClaimSource,
  at: string,
  isRequired: boolean,
): Compiled {
  if (claim !== "" && expression !== "") return { ...nothing, errors: [invalid(at, "", bothSet)] };
  if (expression !== "") {
    const { errors, compiled } = compile(expression, "claims", `${at}.expression`);
    if (prefix === undefined) return { errors, compiled };
    const detail = "may not be specified when expression is set";
    return { errors: [invalid(`${at}.prefix`, prefix, detail), ...errors], compiled: [] };
  }
  if (claim === "")
    return isRequired
      ? { ...nothing, errors: [required(at, "claim or expression is required")] }
      : nothing;
  if (prefix !== undefined) return nothing;
  const detail =
    "prefix is required when claim is set. It can be set to an empty string to disable prefixing";
  return { ...nothing, errors: [required(`${at}.prefix`, detail)] };
}

function uidProblems({ claim = "", expression = "" }: ClaimSource, at: string) {
  if (claim !== "" && expression !== "") return [invalid(at, "", bothSet)];
  return expression === "" ? [] : compile(expression, "claims", `${at}.expression`).errors;
}

function extraProblems(
  extra: readonly { readonly key?: string; readonly valueExpression?: string }[],
  list: string,
): Compiled {
  const seen = new Set<string>();
  return gathered(
    extra.map(({ key = "", valueExpression = "" }, index): Compiled => {
      const at = `${list}[${index}]`;
      const errors = [...keyProblems(key, `${at}.key`)];
      if (seen.has(key)) return { ...nothing, errors: [...errors, duplicate(`${at}.key`, key)] };
      seen.add(key);
      if (valueExpression === "")
        return { ...nothing, errors: [...errors, required(`${at}.valueExpression`)] };
      const result = compile(valueExpression, "claims", `${at}.valueExpression`);
      return { errors: [...errors, ...result.errors], compiled: result.compiled };
    }),
  );
}

function keyProblems(key: string, at: string): readonly FieldError[] {
  const report = new Report({});
  domainPrefixedPath(key, at, report);
  const slash = key.indexOf("/");
  const domain = slash < 0 ? "" : key.slice(0, slash);
  const isReserved = /(^|\.)(kubernetes|k8s)\.io$/.test(domain);
  return [
    ...report.errors,
    ...(key === key.toLowerCase() ? [] : [invalid(at, key, "must be lowercase")]),
    ...(isReserved
      ? [
          invalid(
            at,
            key,
            "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use",
          ),
        ]
      : []),
  ];
}

/** `claims.email`, `has(claims.email)` or `claims.?email`. */
function speaksOf(root: Expression, claim: string): boolean {
  const isClaims = (node: Expression | undefined): boolean =>
    node?.kind === "identifier" && node.name === "claims";
  return [...allNodes(root)].some((node) => {
    if (node.kind === "select") return isClaims(node.operand) && node.field === claim;
    if (node.kind !== "call" || node.name !== "_?._") return false;
    const [operand, field] = node.args;
    return isClaims(operand) && field?.kind === "literal" && field.value === claim;
  });
}
