import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UsageError, writeProblem } from "../command/usage-error.ts";

/** Says that everything beside it is ours to replace. */
const mark = ".fake-apiserver-chaos";

/**
 * Takes a folder for the runs, without what earlier ones have left in it. Never one that holds somebody's own files.
 *
 * @throws UsageError
 */
export async function claimFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    const found = await readdir(folder);
    if (found.length > 0 && !found.includes(mark)) {
      throw new UsageError(
        `${folder} holds files and was not made by --chaos; name another folder for --chaos-folder`,
      );
    }
    await rm(folder, { recursive: true });
    await mkdir(folder);
    await writeFile(join(folder, mark), "");
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot write to ${folder}: ${writeProblem(error, folder)}`);
  }
}

/** Each missing part by itself: made all at once, one below /proc would be tried for ever. */
async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(folder);
  if (parent !== folder) {
    await stat(parent).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return makeFolder(parent);
    });
  }
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
}
