import { asOne } from "../../../../codec/as-one.ts";
import { compileGoRegExp } from "../../../../regexp/go-regexp.ts";
import type { EdgeParts } from "../../command/edge-parts.ts";
import type { Flags } from "./parse-flags.ts";

/** What the flags say of browsers and of connections. */
export function readEdgeFlags(flags: Flags): EdgeParts {
  const allowedOrigins = flags.list("cors-allowed-origins");
  const transportSecurity = flags.list("strict-transport-security-directives");
  const goAwayChance = Number(flags.last("goaway-chance") ?? "0");
  return {
    ...(allowedOrigins.length + transportSecurity.length === 0
      ? {}
      : { edge: { allowedOrigins, transportSecurity } }),
    ...(goAwayChance === 0 ? {} : { goAwayChance }),
  };
}

/** @see apiserver pkg/server/options/server_run_options.go validateHSTSDirectives */
export function securityProblems(flags: Flags): readonly string[] {
  const wrong = flags
    .list("strict-transport-security-directives")
    .filter((directive) => !/^(?:includeSubDomains|preload|max-age=[^=]*)$/.test(directive));
  return together(wrong.map(() => securityText));
}

const securityText =
  "--strict-transport-security-directives invalid, allowed values: max-age=expireTime, includeSubDomains, preload. see https://tools.ietf.org/html/rfc6797#section-6.1 for more information";

/** @see apiserver pkg/server/options/server_run_options.go validateCorsAllowedOriginList */
export function originProblems(flags: Flags): readonly string[] {
  const wrong = flags.list("cors-allowed-origins").flatMap((pattern) => {
    const problem = patternProblem(pattern);
    return problem === undefined
      ? []
      : [
          `--cors-allowed-origins has an invalid regular expression: ${problem}, help: ${originHelp}`,
        ];
  });
  return together(wrong);
}

function patternProblem(pattern: string): string | undefined {
  const compiled = compileGoRegExp(pattern);
  if ("problem" in compiled) return compiled.problem;
  const isPinned = /\^|\/\//.test(pattern) && /[$:]/.test(pattern);
  return isPinned
    ? undefined
    : "regular expression does not pin to start/end of host in the origin header";
}

const originHelp =
  "List of allowed origins for CORS, comma separated. An allowed origin can be a regular expression to support subdomain matching. If this list is empty CORS will not be enabled. Please ensure each expression matches the entire hostname by anchoring to the start with '^' or including the '//' prefix, and by anchoring to the end with '$' or including the ':' port separator suffix. Examples of valid expressions are '//example\\.com(:|$)' and '^https://example\\.com(:|$)'";

/** Several of one flag are one problem, in which each text stands once. */
function together(problems: readonly string[]): readonly string[] {
  return problems.length === 0 ? [] : [asOne([...new Set(problems)])];
}
