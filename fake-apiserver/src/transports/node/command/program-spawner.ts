import { spawn } from "node:child_process";

/** How a program is started that a user has named. */
export type SpawnProgram = typeof spawn;

/**
 * As a shell would find it: on Windows `mvn`, `npm` and the like are batch files, which only a shell can start, with every
 * argument quoted for it. Elsewhere the system does it.
 */
export async function programSpawner(
  platform: NodeJS.Platform = process.platform,
): Promise<SpawnProgram> {
  return platform === "win32" ? (await import("cross-spawn")).spawn : spawn;
}
