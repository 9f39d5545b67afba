import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";

/**
 * Writes a file so that a reader sees all of it or nothing: to a neighbour first, which then takes its name.
 *
 * @throws the host's own error when the folder is missing or not writable; nothing is left behind then.
 */
export async function writeFileAtomically(
  path: string,
  text: string,
  options: { readonly mode?: number } = {},
): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    await writeFile(draft, text, { mode: options.mode ?? 0o644, flag: "wx" });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
