import { readFile } from "node:fs/promises";

/** What a file holds that a flag names; nothing where it names none. @throws Error in Go's words */
export async function readNamedFile(path: string | undefined): Promise<string> {
  if (path === undefined || path === "") return "";
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    // A folder can be opened.
    const deed = (error as NodeJS.ErrnoException).code === "EISDIR" ? "read" : "open";
    throw new Error(`${deed} ${path}: ${goProblem(error)}`);
  }
}

/** What went wrong with a file, as Go says it. */
export function goProblem(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return problems[code] ?? message;
}

const problems: Readonly<Record<string, string>> = {
  ENOENT: "no such file or directory",
  EACCES: "permission denied",
  EISDIR: "is a directory",
  ENOTDIR: "not a directory",
};
