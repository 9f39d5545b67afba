import type { PlacedBuilder } from "./builder.ts";
import { accumulatorName, type Comprehension, type Expression } from "./expression.ts";

/** What a macro was given wrongly, and where. */
export interface MacroProblem {
  readonly problem: string;
  readonly offset: number;
}

type Expanded = Expression | MacroProblem;
type Macro = (
  build: PlacedBuilder,
  target: Expression,
  args: readonly Expression[],
) => Expanded | undefined;

/**
 * The expression that a macro stands for; undefined for what is a plain call.
 *
 * @see cel-go parser/macro.go, ext/comprehensions.go, ext/lists.go, cel/library.go
 */
export function expandMacro(
  build: PlacedBuilder,
  name: string,
  target: Expression | undefined,
  args: readonly Expression[],
): Expanded | undefined {
  if (name === "bind" && args.length === 3 && isBindTarget(build, target))
    return expandBind(build, args);
  if (target === undefined)
    return name === "has" && args.length === 1 ? has(build, args[0] as Expression) : undefined;
  return macros[`${name}:${args.length}`]?.(build, target, args);
}

function isBindTarget(build: PlacedBuilder, target: Expression | undefined): boolean {
  return build.hasBindings && target?.kind === "identifier" && target.name === "cel";
}

/** `cel.bind(name, value, expression)`, where an environment has it. */
function expandBind(build: PlacedBuilder, args: readonly Expression[]): Expanded {
  const [name, value, inner] = args as [Expression, Expression, Expression];
  if (name.kind !== "identifier")
    return { problem: "cel.bind() variable names must be simple identifiers", offset: name.offset };
  return bind(build, name.name, value, inner);
}

function has(build: PlacedBuilder, argument: Expression): Expanded {
  if (argument.kind === "select") return build.test(argument);
  return { problem: "invalid argument to has() macro", offset: argument.offset };
}

/** The rest of a comprehension, once its range and variables are known. */
type Fold = Pick<Comprehension, "init" | "condition" | "step" | "result">;

interface Loop {
  /** Wording for an argument that should name a variable. */
  readonly noName: string;
  readonly variables: 1 | 2;
  readonly fold: (
    build: PlacedBuilder,
    rest: readonly Expression[],
    variables: readonly Expression[],
  ) => Fold;
}

function loop({ noName, variables, fold }: Loop): Macro {
  return (build, range, args) => {
    const names = args.slice(0, variables);
    const texts: string[] = [];
    for (const name of names) {
      if (name.kind !== "identifier") return { problem: noName, offset: name.offset };
      if (texts.includes(name.name))
        return { problem: `duplicate variable name: ${name.name}`, offset: name.offset };
      if (name.name === accumulatorName || name.name === "__result__") {
        return {
          problem: "iteration variable overwrites accumulator variable",
          offset: name.offset,
        };
      }
      texts.push(name.name);
    }
    const [variable = "", secondVariable] = texts;
    return build.comprehension({
      range,
      variable,
      ...(secondVariable === undefined ? {} : { secondVariable }),
      accumulator: accumulatorName,
      ...fold(build, args.slice(variables), names),
    });
  };
}

const gathered = (build: PlacedBuilder): Expression => build.identifier(accumulatorName);

function all(build: PlacedBuilder, [test]: readonly Expression[]): Fold {
  return {
    init: build.literal(true),
    condition: build.call("@not_strictly_false", gathered(build)),
    step: build.call("_&&_", gathered(build), test as Expression),
    result: gathered(build),
  };
}

function exists(build: PlacedBuilder, [test]: readonly Expression[]): Fold {
  return {
    init: build.literal(false),
    condition: build.call("@not_strictly_false", build.call("!_", gathered(build))),
    step: build.call("_||_", gathered(build), test as Expression),
    result: gathered(build),
  };
}

function existsOne(build: PlacedBuilder, [test]: readonly Expression[]): Fold {
  const more = build.call("_+_", gathered(build), build.literal(1n));
  return {
    init: build.literal(0n),
    condition: build.literal(true),
    step: build.call("_?_:_", test as Expression, more, gathered(build)),
    result: build.call("_==_", gathered(build), build.literal(1n)),
  };
}

/** Gathers into a list or a map, all or what a filter lets through. */
function gather(
  build: PlacedBuilder,
  init: Expression,
  added: Expression,
  filter: Expression | undefined,
): Fold {
  return {
    init,
    condition: build.literal(true),
    step: filter === undefined ? added : build.call("_?_:_", filter, added, gathered(build)),
    result: gathered(build),
  };
}

function filterAndLast(rest: readonly Expression[]): readonly [Expression | undefined, Expression] {
  const last = rest.at(-1) as Expression;
  return [rest.length > 1 ? rest[0] : undefined, last];
}

function toList(build: PlacedBuilder, rest: readonly Expression[]): Fold {
  const init = build.list();
  const [filter, made] = filterAndLast(rest);
  return gather(build, init, build.call("_+_", gathered(build), build.list(made)), filter);
}

function filterList(
  build: PlacedBuilder,
  [test]: readonly Expression[],
  [variable]: readonly Expression[],
): Fold {
  const init = build.list();
  const kept = build.call("_+_", gathered(build), build.list(variable as Expression));
  return gather(build, init, kept, test);
}

function toMap(
  build: PlacedBuilder,
  rest: readonly Expression[],
  [variable]: readonly Expression[],
): Fold {
  const [filter, made] = filterAndLast(rest);
  const key = build.copy(variable as Expression);
  const added = build.call("cel.@mapInsert", gathered(build), key, made);
  return gather(build, build.map(), added, filter);
}

function toMapEntries(build: PlacedBuilder, rest: readonly Expression[]): Fold {
  const [filter, made] = filterAndLast(rest);
  return gather(build, build.map(), build.call("cel.@mapInsert", gathered(build), made), filter);
}

/** A name for a value inside an expression. */
function bind(
  build: PlacedBuilder,
  name: string,
  value: Expression,
  inner: Expression,
): Expression {
  return build.comprehension({
    range: build.list(),
    variable: "#unused",
    accumulator: name,
    init: value,
    condition: build.literal(false),
    step: build.identifier(name),
    result: inner,
  });
}

function mapOptional(macro: "optMap" | "optFlatMap"): Macro {
  return (build, target, [variable, made]) => {
    if (variable?.kind !== "identifier") {
      const offset = variable?.offset ?? build.offset;
      return { problem: `${macro}() variable name must be a simple identifier`, offset };
    }
    const value = build.memberCall("value", build.copy(target));
    const inner = bind(build, variable.name, value, made as Expression);
    return build.call(
      "_?_:_",
      build.memberCall("hasValue", target),
      macro === "optMap" ? build.call("optional.of", inner) : inner,
      build.call("optional.none"),
    );
  };
}

const sortInput = "@__sortBy_input__";

function sortBy(build: PlacedBuilder, target: Expression, args: readonly Expression[]): Expanded {
  if (target.kind === "literal" || target.kind === "map" || target.kind === "struct") {
    return {
      problem:
        "sortBy can only be applied to a list, identifier, comprehension, call or select expression",
      offset: target.offset,
    };
  }
  const keys = mapMacro(build, build.identifier(sortInput), args);
  if (keys === undefined || "problem" in keys) return keys ?? target;
  const sorted = build.memberCall("@sortByAssociatedKeys", build.identifier(sortInput), keys);
  return bind(build, sortInput, target, sorted);
}

const notIdentifier = "argument is not an identifier";
const notSimple = "argument must be a simple name";
const mapMacro = loop({ noName: notIdentifier, variables: 1, fold: toList });

const macros: Readonly<Record<string, Macro>> = {
  "all:2": loop({ noName: notSimple, variables: 1, fold: all }),
  "exists:2": loop({ noName: notSimple, variables: 1, fold: exists }),
  "exists_one:2": loop({ noName: notSimple, variables: 1, fold: existsOne }),
  "existsOne:2": loop({ noName: notSimple, variables: 1, fold: existsOne }),
  "map:2": mapMacro,
  "map:3": mapMacro,
  "filter:2": loop({ noName: notIdentifier, variables: 1, fold: filterList }),
  "all:3": loop({ noName: notSimple, variables: 2, fold: all }),
  "exists:3": loop({ noName: notSimple, variables: 2, fold: exists }),
  "existsOne:3": loop({ noName: notSimple, variables: 2, fold: existsOne }),
  "exists_one:3": loop({ noName: notSimple, variables: 2, fold: existsOne }),
  "transformList:3": loop({ noName: notSimple, variables: 2, fold: toList }),
  "transformList:4": loop({ noName: notSimple, variables: 2, fold: toList }),
  "transformMap:3": loop({ noName: notSimple, variables: 2, fold: toMap }),
  "transformMap:4": loop({ noName: notSimple, variables: 2, fold: toMap }),
  "transformMapEntry:3": loop({ noName: notSimple, variables: 2, fold: toMapEntries }),
  "transformMapEntry:4": loop({ noName: notSimple, variables: 2, fold: toMapEntries }),
  "optMap:2": mapOptional("optMap"),
  "optFlatMap:2": mapOptional("optFlatMap"),
  "sortBy:2": sortBy,
};
