import { Environment } from "@marcbachmann/cel-js";
import type { ObjectSchema } from "../object-schema.ts";

/** Expressions with the variables `self` and `oldSelf`, read for values of one schema. */
export interface RuleCompiler {
  /** What is wrong with an expression; undefined when nothing is. */
  problemOf(expression: string): string | undefined;
  /** Makes an expression ready to run. */
  compile(
    expression: string,
  ): (variables: { readonly self: unknown; readonly oldSelf?: unknown }) => unknown;
}

const celOptions = { homogeneousAggregateLiterals: false, enableOptionalTypes: true };

/** An environment with the functions of Kubernetes, and no variables yet. */
export function kubernetesEnvironment(): Environment {
  return withKubernetesFunctions(new Environment(celOptions));
}

/**
 * Reads CEL rules for values of a schema. They are checked against the schema's types, and run on plain values.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/cel/compilation.go
 */
export function ruleCompilerFor(schema: ObjectSchema): RuleCompiler {
  const checker = withKubernetesFunctions(new Environment(celOptions));
  const type = new TypeNames(checker).typeOf(schema);
  checker.registerVariable("self", type).registerVariable("oldSelf", type);
  const runner = withKubernetesFunctions(new Environment(celOptions));
  runner.registerVariable("self", "dyn").registerVariable("oldSelf", "dyn");
  return {
    problemOf: (expression) => problemOf(checker, expression),
    compile: (expression) => {
      const run = runner.parse(expression);
      return (variables) => run(variables) as unknown;
    },
  };
}

function problemOf(checker: Environment, expression: string): string | undefined {
  try {
    const result = checker.parse(expression).check();
    return result.valid ? undefined : compilationText(expression, result.error);
  } catch (error) {
    return compilationText(expression, error);
  }
}

/** The error as cel-go shows it: a place, a problem and a pointer into the expression. */
function compilationText(expression: string, error: unknown): string {
  const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  const field = /^No such key: (\w+)/.exec(message)?.[1];
  const column =
    field === undefined ? 0 : Math.max(0, expression.search(new RegExp(`\\.${field}\\b`)));
  const problem = field === undefined ? message : `undefined field '${field}'`;
  return `compilation failed: ERROR: <input>:1:${column + 1}: ${problem}\n | ${expression}\n | ${".".repeat(column)}^`;
}

/** Types for the fields of a schema: each struct becomes a type of its own. */
class TypeNames {
  readonly #environment: Environment;
  #count = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  typeOf(schema: ObjectSchema): string {
    switch (schema.type) {
      case "struct":
        return this.#structType(schema);
      case "map":
        return schema.elements === undefined
          ? "map"
          : `map<string, ${this.typeOf(schema.elements)}>`;
      case "list":
        return schema.elements === undefined ? "list" : `list<${this.typeOf(schema.elements)}>`;
      case "string":
        return schema.format === "date-time" || schema.format === "date"
          ? "google.protobuf.Timestamp"
          : "string";
      case "boolean":
        return "bool";
      case "integer":
        return "int";
      case "number":
        return "double";
      default:
        return "dyn";
    }
  }

  #structType(schema: ObjectSchema): string {
    const fields = [...(schema.fields?.values() ?? [])];
    if (fields.length === 0 || schema.preservesUnknownFields === true) return "dyn";
    const members = Object.fromEntries(
      fields
        .filter(({ name }) => /^[A-Za-z_]\w*$/.test(name))
        .map((field) => [field.name, this.typeOf(field.schema)]),
    );
    this.#count += 1;
    const name = `Object${this.#count}`;
    this.#environment.registerType(name, { fields: members });
    this.#environment.registerOperator(`${name} == ${name}`, () => true);
    return name;
  }
}

/** Functions that Kubernetes adds to CEL. Those not here make a rule fail to compile, and its definition be refused. */
function withKubernetesFunctions(environment: Environment): Environment {
  environment
    .registerFunction(
      "string.find(string): string",
      (text: string, pattern: string) => new RegExp(pattern, "u").exec(text)?.[0] ?? "",
    )
    .registerFunction(
      "string.findAll(string): list<string>",
      (text: string, pattern: string) => text.match(new RegExp(pattern, "gu")) ?? [],
    )
    .registerFunction("list.isSorted(): bool", (list: readonly unknown[]) =>
      list.every((item, index) => index === 0 || compare(list[index - 1], item) <= 0),
    )
    .registerFunction("list.sum(): dyn", (list: readonly unknown[]) =>
      list.reduce(add, list.some((item) => typeof item === "number") ? 0 : 0n),
    )
    .registerFunction("list.min(): dyn", (list: readonly unknown[]) =>
      list.reduce((least, item) => (compare(item, least) < 0 ? item : least)),
    )
    .registerFunction("list.max(): dyn", (list: readonly unknown[]) =>
      list.reduce((most, item) => (compare(item, most) > 0 ? item : most)),
    )
    .registerFunction("list.indexOf(dyn): int", (list: readonly unknown[], item: unknown) =>
      BigInt(list.indexOf(item)),
    )
    .registerFunction("list.lastIndexOf(dyn): int", (list: readonly unknown[], item: unknown) =>
      BigInt(list.lastIndexOf(item)),
    );
  return environment;
}

function compare(a: unknown, b: unknown): number {
  const left = a as number;
  const right = b as number;
  return left < right ? -1 : left > right ? 1 : 0;
}

function add(total: unknown, item: unknown): unknown {
  return typeof total === "bigint"
    ? total + BigInt(item as bigint)
    : (total as number) + Number(item);
}
