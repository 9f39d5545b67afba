import type { EvaluationContext } from "../evaluate/evaluation.ts";
import { type CelType, celTypes, listType, mapType, typeType } from "../types/cel-type.ts";
import { parseSignature } from "../types/signature.ts";
import type { CelValue } from "../values/cel-value.ts";

/** What a function does with values of the types it declares. */
export type Implementation = (args: readonly CelValue[], context: EvaluationContext) => CelValue;

/** One way to call a function. */
export interface Overload {
  readonly id: string;
  /** `a.f(b)` rather than `f(a, b)`. */
  readonly isMember: boolean;
  readonly parameters: readonly CelType[];
  readonly result: CelType;
  readonly typeParameters: readonly string[];
  /** Absent where the evaluator itself knows what to do. */
  readonly run?: Implementation;
}

/** Functions by name, each with its overloads: id, signature (a dot before it for members), implementation. */
export type LibraryTable = Readonly<
  Record<string, readonly (readonly [id: string, signature: string, run?: Implementation])[]>
>;

/** What expressions may use. */
export interface CelEnvironment {
  readonly variables: ReadonlyMap<string, CelType>;
  /** Names of types, as values. */
  readonly types: ReadonlyMap<string, CelType>;
  readonly functions: ReadonlyMap<string, readonly Overload[]>;
  /** Values may be named: `cel.bind(name, value, expression)`. */
  readonly hasBindings?: boolean;
  /** Expressions were accepted before, where more was known of types: what literals mix is not judged again. */
  readonly isForRuns?: boolean;
  /** Types that can be made as `Name{field: value}`. */
  readonly structNamed?: (name: string) => CelType | undefined;
}

/** Reads tables of functions; what comes later adds overloads to what is there. */
export function functionsOf(
  tables: readonly LibraryTable[],
  types: Readonly<Record<string, CelType>> = {},
): ReadonlyMap<string, readonly Overload[]> {
  const functions = new Map<string, Overload[]>();
  for (const table of tables) {
    for (const [name, rows] of Object.entries(table)) {
      const overloads = rows.map(([id, text, run]): Overload => {
        const isMember = text.startsWith(".");
        const signature = parseSignature(isMember ? text.slice(1) : text, types);
        return { id, isMember, ...signature, ...(run === undefined ? {} : { run }) };
      });
      functions.set(name, [...(functions.get(name) ?? []), ...overloads]);
    }
  }
  return functions;
}

/** Types that have a name in every expression. */
export const standardTypeNames: ReadonlyMap<string, CelType> = new Map([
  ["bool", celTypes.bool],
  ["bytes", celTypes.bytes],
  ["double", celTypes.double],
  ["google.protobuf.Duration", celTypes.duration],
  ["int", celTypes.int],
  ["list", listType(celTypes.dyn)],
  ["map", mapType(celTypes.dyn, celTypes.dyn)],
  ["null_type", celTypes.null],
  ["string", celTypes.string],
  ["google.protobuf.Timestamp", celTypes.timestamp],
  ["type", typeType(celTypes.dyn)],
  ["uint", celTypes.uint],
  ["optional_type", { kind: "opaque", name: "optional_type", parameters: [celTypes.dyn] }],
  ["net.IP", celTypes.ip],
  ["net.CIDR", celTypes.cidr],
]);

/** The same environment with more variables. */
export function withVariables(
  environment: CelEnvironment,
  variables: Readonly<Record<string, CelType>>,
): CelEnvironment {
  return {
    ...environment,
    variables: new Map([...environment.variables, ...Object.entries(variables)]),
  };
}
