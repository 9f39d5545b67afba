import { codePrograms } from "@informerlab/visualizer";

/** A file of this repository as the site shows it. */
export interface SourceFile {
  /** From the repository's root. */
  readonly path: string;
  readonly lines: readonly string[];
  /** Names that can be pointed at, each with its line, counted from 1. */
  readonly anchors: ReadonlyMap<string, number>;
}

const coverage = "core/SPEC-COVERAGE.md";

/**
 * The files that the picture's code panel points into.
 *
 * @param read gives the text of a file by its path from the repository's root.
 * @throws Error naming file and symbol where the panel names something that is declared not once.
 */
export function sourceFiles(read: (path: string) => string): readonly SourceFile[] {
  const symbols = new Map<string, Set<string>>();
  for (const { lines } of Object.values(codePrograms)) {
    for (const { own } of lines) {
      const [path, symbol] = own;
      symbols.set(path, (symbols.get(path) ?? new Set()).add(symbol));
    }
  }
  const sources = [...symbols].map(([path, names]): SourceFile => {
    const lines = read(path).split("\n");
    return {
      path,
      lines,
      anchors: new Map([...names].map((name) => [name, declarationOf(name, lines, path)])),
    };
  });
  return [...sources, rulesFile(read(coverage))];
}

/** The line that declares a function, a method (`#name` too) or a getter; 1 for the first. */
function declarationOf(name: string, lines: readonly string[], path: string): number {
  const method = `^ {2}(?:async |static |get )*#?${name}(?:<.*>)?\\(`;
  const declared = new RegExp(`${method}|^(?:export )?(?:async )?function ${name}\\b`);
  const found = lines.flatMap((line, index) =>
    declared.test(line) && !line.endsWith(";") ? [index + 1] : [],
  );
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`${path} declares ${name} ${found.length} times, not once`);
  return first;
}

function rulesFile(text: string): SourceFile {
  const lines = text.split("\n");
  const anchors = lines.flatMap((line, index): [string, number][] => {
    const rule = /^\| ([A-Z]+-\d+) \|/.exec(line)?.[1];
    return rule === undefined ? [] : [[rule, index + 1]];
  });
  return { path: coverage, lines, anchors: new Map(anchors) };
}
