import { isIP } from "node:net";
import { parseGoDuration } from "../../../../codec/go/go-duration.ts";
import { parsePortRange } from "./port-range.ts";
import { reportedVersionProblem } from "./reported-version.ts";
import { parseNamedFiles } from "./sni-flags.ts";

/** What a flag takes. */
export type FlagType =
  | "string"
  | "bool"
  | "int"
  | "duration"
  | "float"
  | "ip"
  | "pairs"
  | "portRange"
  | "namedCertKey"
  | "level"
  | "version";

/** The flags of a command line: the values of each in the order given. */
export class Flags {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /** Names of the flags that were given. */
  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  /** Every value that was given, in order. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** As with every flag that takes one value, the last one counts. */
  last(name: string): string | undefined {
    return this.all(name).at(-1);
  }

  /** Of a flag that takes a list: all parts of all values. */
  list(name: string): readonly string[] {
    return this.all(name).flatMap((value) => value.split(",").filter((part) => part !== ""));
  }

  isOn(name: string, byDefault: boolean): boolean {
    const value = this.last(name);
    return value === undefined ? byDefault : trueTexts.includes(value);
  }
}

/** A command line that cannot be read; the message is the one that Go's pflag gives. */
export class FlagError extends Error {}

/** The flags of one letter. */
const shorthands: Readonly<Record<string, string>> = { v: "v", h: "help" };
const trueTexts = ["1", "t", "T", "TRUE", "true", "True"];
const falseTexts = ["0", "f", "F", "FALSE", "false", "False"];
/** Flags that may stand without a value. */
const valueless: Partial<Record<FlagType, string>> = { bool: "true", version: "true" };

/**
 * Reads flags as kube-apiserver does: `--name=value` and `--name value`, switches alone, `_` for `-`.
 *
 * @throws FlagError in pflag's words
 * @see github.com/spf13/pflag flag.go, k8s.io/component-base cli/flag
 */
export function parseFlags(args: readonly string[], types: ReadonlyMap<string, FlagType>): Flags {
  const values = new Map<string, string[]>();
  const words: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") words.push(...rest.splice(0));
    else if (!arg.startsWith("-") || arg === "-") words.push(arg);
    else {
      const { name, value } = readFlag(arg, rest, types);
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  // Arguments that a script left empty are none.
  if (words.some((word) => word !== "")) {
    const listed = words.map((word) => JSON.stringify(word)).join(" ");
    throw new FlagError(`"kube-apiserver" does not take any arguments, got [${listed}]`);
  }
  return new Flags(values);
}

/** Reads a flag and, where its value is the next word, takes that. */
function readFlag(
  arg: string,
  rest: string[],
  types: ReadonlyMap<string, FlagType>,
): { readonly name: string; readonly value: string } {
  const { name, shown, inline } = flagOf(arg, types);
  const type = types.get(name) ?? "bool";
  const value = inline ?? valueless[type] ?? rest.shift();
  if (value === undefined) throw new FlagError(`flag needs an argument: ${shown}`);
  const problem = problemOf(name, type, value);
  if (problem === undefined) return { name, value };
  const title = shorthands[name] === name ? `-${name}, --${name}` : `--${name}`;
  throw new FlagError(`invalid argument ${JSON.stringify(value)} for "${title}" flag: ${problem}`);
}

/** A flag as it was written, and what stood behind its `=`. */
interface WrittenFlag {
  readonly name: string;
  /** As errors show it. */
  readonly shown: string;
  readonly inline: string | undefined;
}

function flagOf(arg: string, types: ReadonlyMap<string, FlagType>): WrittenFlag {
  if (!arg.startsWith("--")) {
    const letter = arg.charAt(1);
    const name = shorthands[letter];
    if (name === undefined) throw new FlagError(`unknown shorthand flag: '${letter}' in ${arg}`);
    const behind = arg.slice(2).replace(/^=/, "");
    return { name, shown: `'${letter}' in ${arg}`, inline: behind === "" ? undefined : behind };
  }
  const mark = arg.indexOf("=");
  const written = mark < 0 ? arg.slice(2) : arg.slice(2, mark);
  if (written === "" || written.startsWith("-")) throw new FlagError(`bad flag syntax: ${arg}`);
  const name = written.replaceAll("_", "-");
  if (name !== "help" && !types.has(name)) throw new FlagError(`unknown flag: --${written}`);
  return { name, shown: `--${written}`, inline: mark < 0 ? undefined : arg.slice(mark + 1) };
}

/** Why a value is none, in Go's words. */
function problemOf(name: string, type: FlagType, value: string): string | undefined {
  switch (type) {
    case "bool":
      return boolProblem(value);
    case "int":
      return integerProblem(value, "ParseInt", /^[+-]?\d+$/);
    case "level":
      return integerProblem(value, "ParseUint", /^\d+$/);
    case "float":
      return value.trim() !== "" && Number.isFinite(Number(value))
        ? undefined
        : `strconv.ParseFloat: parsing ${JSON.stringify(value)}: invalid syntax`;
    case "duration":
      return problemIn(parseGoDuration(value));
    case "ip":
      return value !== "" && isIP(value) === 0
        ? `failed to parse IP: ${JSON.stringify(value)}`
        : undefined;
    case "pairs":
      return value === "" || value.includes("=")
        ? undefined
        : name === "oidc-required-claim"
          ? "malformed pair, expect string=string"
          : `${value} must be formatted as key=value`;
    case "portRange":
      return problemIn(parsePortRange(value));
    case "namedCertKey":
      return problemIn(parseNamedFiles(value));
    case "version":
      if (value === "raw") return undefined;
      return value.startsWith("v") ? reportedVersionProblem(value) : boolProblem(value);
    case "string":
      return undefined;
  }
}

function problemIn(parsed: object | { readonly problem: string }): string | undefined {
  return "problem" in parsed ? parsed.problem : undefined;
}

/** Why a text is no truth value, in Go's words. */
export function boolProblem(value: string): string | undefined {
  return [...trueTexts, ...falseTexts].includes(value)
    ? undefined
    : `strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`;
}

/** Whether a text is one of Go's for true. */
export function isTrueText(value: string): boolean {
  return trueTexts.includes(value);
}

function integerProblem(value: string, parser: string, form: RegExp): string | undefined {
  const parsing = `strconv.${parser}: parsing ${JSON.stringify(value)}`;
  if (!form.test(value)) return `${parsing}: invalid syntax`;
  return Math.abs(Number(value)) >= 2 ** 63 ? `${parsing}: value out of range` : undefined;
}
