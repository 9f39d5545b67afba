import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, sep } from "node:path";
import { isRecord } from "../api/record.ts";
import { firstLineOf, KubeConfigError } from "./kube-config-error.ts";
import { inShape } from "./kube-config-shape.ts";
import { loadFirstDocument } from "./yaml-document.ts";

/** One part of a kubeconfig as it is written, with the folder that its relative paths start from. */
export interface KubeConfigEntry {
  readonly name: string;
  readonly fields: Fields;
  /** The file that it stands in, for messages. */
  readonly file: string;
  /** Where in the file: `clusters[0].cluster`. */
  readonly path: string;
}

/** Fields of a part of a kubeconfig, spelled as in the file and in their shapes ({@link inShape}). */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #where: string;
  readonly #folder: string;

  constructor(values: Readonly<Record<string, unknown>>, where: string, folder: string) {
    this.#values = values;
    this.#where = where;
    this.#folder = folder;
  }

  /** Text of a field; "" when absent. */
  text(name: string): string {
    const value = this.#values[name];
    return typeof value === "string" ? value : "";
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  texts(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
  }

  /** Fields of a part inside; undefined when it is absent. */
  inner(name: string): Fields | undefined {
    const value = this.#values[name];
    return isRecord(value) ? new Fields(value, `${this.#where}, ${name}`, this.#folder) : undefined;
  }

  /** A list of parts inside. */
  inners(name: string): readonly Fields[] {
    const value = this.#values[name];
    return (Array.isArray(value) ? value.filter(isRecord) : []).map(
      (each, index) => new Fields(each, `${this.#where}, ${name}[${index}]`, this.#folder),
    );
  }

  /** The path in a field, from the folder of its file; "" when absent. */
  path(name: string): string {
    const path = this.text(name);
    return path === "" || isAbsolute(path) ? path : join(this.#folder, path);
  }

  /** As {@link path}, for a command: a bare name is looked for on the PATH. */
  command(name: string): string {
    const command = this.text(name);
    return command.includes(sep) || command.includes("/") ? this.path(name) : command;
  }

  /** A field as it is. */
  value(name: string): unknown {
    return this.#values[name];
  }

  get names(): readonly string[] {
    return Object.keys(this.#values);
  }

  error(what: string): KubeConfigError {
    return new KubeConfigError(`${this.#where}: ${what}`);
  }
}

/** Everything that several files say together. */
export interface MergedKubeConfig {
  /** Where it came from, for messages. */
  readonly where: string;
  readonly currentContext: string;
  readonly clusters: ReadonlyMap<string, KubeConfigEntry>;
  readonly users: ReadonlyMap<string, KubeConfigEntry>;
  readonly contexts: ReadonlyMap<string, KubeConfigEntry>;
}

/**
 * Reads kubeconfig files as kubectl does: the first file that names a cluster, user or context decides about it, and the
 * first that has a current-context about that. Files that do not exist are passed over when others are named, too.
 *
 * @throws KubeConfigError when one cannot be read or understood, or none is there.
 * @see client-go tools/clientcmd/loader.go
 */
export function readKubeConfigFiles(files: readonly string[], where: string): MergedKubeConfig {
  const clusters = new Map<string, KubeConfigEntry>();
  const users = new Map<string, KubeConfigEntry>();
  const contexts = new Map<string, KubeConfigEntry>();
  let currentContext = "";
  let read = 0;
  for (const file of files) {
    const document = readDocument(file, files.length > 1, where);
    if (document === undefined) continue;
    read += 1;
    checkKind(document, file);
    addEntries(clusters, document, file, { list: "clusters", item: "cluster" });
    addEntries(users, document, file, { list: "users", item: "user" });
    addEntries(contexts, document, file, { list: "contexts", item: "context" });
    if (currentContext === "")
      currentContext = new Fields(document, file, dirname(file)).text("current-context");
  }
  if (read === 0) throw new KubeConfigError(`the kubeconfig ${where} cannot be read: no such file`);
  return { where, currentContext, clusters, users, contexts };
}

function readDocument(
  file: string,
  isOptional: boolean,
  where: string,
): Readonly<Record<string, unknown>> | undefined {
  const subject = where.startsWith(file)
    ? `the kubeconfig ${where}`
    : `the kubeconfig ${file}, of ${where},`;
  let text: string;
  try {
    if (statSync(file).isDirectory()) throw Object.assign(new Error(file), { code: "EISDIR" });
    text = readFileSync(file, "utf8");
  } catch (cause) {
    const { code } = cause as { readonly code?: unknown };
    if (code === "ENOENT" && isOptional) return undefined;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: "no such file",
      EACCES: "permission denied",
      EISDIR: "it is a directory",
    };
    const reason = reasons[String(code)] ?? firstLineOf(cause);
    throw new KubeConfigError(`${subject} cannot be read: ${reason}`, { cause });
  }
  let document: unknown;
  try {
    document = loadFirstDocument(text);
  } catch (cause) {
    throw new KubeConfigError(`${subject} cannot be understood: ${firstLineOf(cause)}`, { cause });
  }
  // An empty file among others says nothing; kubectl makes such files.
  if ((document === undefined || document === null) && isOptional) return {};
  if (isRecord(document)) return inShape(document, file);
  throw new KubeConfigError(
    `${subject} is no kubeconfig: expected YAML with clusters, users, contexts and current-context`,
  );
}

/** Files without both are taken, as client-go does. */
function checkKind(document: Readonly<Record<string, unknown>>, file: string): void {
  const kind = document["kind"] || "Config";
  const apiVersion = document["apiVersion"] || "v1";
  if (kind === "Config" && apiVersion === "v1") return;
  const found = `${JSON.stringify(kind)} of ${JSON.stringify(apiVersion)}`;
  throw new KubeConfigError(
    `the kubeconfig ${file} is of kind ${found}; "Config" of "v1" is wanted`,
  );
}

function addEntries(
  entries: Map<string, KubeConfigEntry>,
  document: Readonly<Record<string, unknown>>,
  file: string,
  names: { readonly list: string; readonly item: string },
): void {
  const { list, item } = names;
  const listed = new Fields(document, `the kubeconfig ${file}`, dirname(file)).inners(list);
  const named = new Set<string>();
  for (const [position, entry] of listed.entries()) {
    const name = entry.text("name");
    if (named.has(name)) throw entry.error(`the name ${JSON.stringify(name)} is there twice`);
    named.add(name);
    // The first file that names it decides.
    if (entries.has(name)) continue;
    const fields = entry.inner(item) ?? new Fields({}, `the kubeconfig ${file}`, dirname(file));
    entries.set(name, { name, fields, file, path: `${list}[${position}].${item}` });
  }
}
