/** A kubectl command line, and what it reads. */
export interface KubectlCommand {
  /** What follows `kubectl`, as a shell would be told; quotes hold blanks together. */
  readonly line: string;
  /** Its standard input. */
  readonly input?: string;
}

/** Commands that build on each other, in a namespace and a folder of their own. */
export interface KubectlGroup {
  /** The namespace is named after it. */
  readonly name: string;
  /** Manifests by the names of their files. */
  readonly files?: Readonly<Record<string, object | string>>;
  readonly commands: readonly KubectlCommand[];
}

/** One command a line. */
export function commands(text: string): readonly KubectlCommand[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").map((line) => ({ line }));
}

/** `create -f -`, with what comes by standard input. */
export function createFrom(object: object | string, options = ""): KubectlCommand {
  const input = typeof object === "string" ? object : JSON.stringify(object);
  return { line: `create -f - ${options}`.trim(), input };
}

/** The arguments of a line. */
export function argumentsOf(line: string): readonly string[] {
  const found: string[] = [];
  for (const [word] of line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)) {
    found.push(word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
  }
  return found;
}
