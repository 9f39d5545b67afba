import type { SystemEnvironment } from "@informerlab/core/system";
import type { Faults } from "../../../faults/faults.ts";
import type { RequestJournal } from "../../../journal/request-journal.ts";
import type { LocalServer } from "../local-server.ts";
import type { CliOutput } from "./cli-output.ts";
import { execute } from "./execute.ts";
import { giveBackMemoryWhenQuiet } from "./give-back-memory.ts";
import { judgeFaults } from "./load-faults.ts";
import { announce, type ReadyOptions, writeKubeconfig, writeReadyFile } from "./ready-files.ts";
import type { Undo } from "./with-undo.ts";

/** A server that listens, be it a cluster in memory or a proxy before a real one. */
export interface Served {
  readonly server: LocalServer;
  readonly environment: SystemEnvironment;
  /** Those of the cluster that answers now. */
  readonly faults: Faults;
  readonly requests: RequestJournal;
  /** What it does, where it stands before another: `proxies https://…`. */
  readonly deed?: string;
}

/** What is done with a server that listens. */
export interface ServeRun {
  readonly commandLine: ReadyOptions & {
    /** Undefined: serve until told to stop. */
    readonly command: readonly string[] | undefined;
    readonly requiresFaults: boolean;
  };
  readonly version: string;
  readonly output: CliOutput;
  readonly stopped: Promise<void>;
  readonly undo: Undo[];
}

/** Serves until told to stop, or until the command has ended. Answers the exit code. @throws UsageError */
export async function serve(
  served: Served,
  { commandLine, version, output, stopped, undo }: ServeRun,
): Promise<number> {
  const { server } = served;
  const { command, kubeconfig, requiresFaults } = commandLine;
  undo.push(giveBackMemoryWhenQuiet());
  if (command !== undefined) {
    await writeReadyFile(server, commandLine, version, undo);
    const { code } = await execute(server, command, kubeconfig, undo, {
      warn: output.warn,
    });
    return judgeFaults(served.faults, requiresFaults, output, code);
  }
  if (kubeconfig !== undefined) await writeKubeconfig(kubeconfig, server);
  await writeReadyFile(server, commandLine, version, undo);
  announce(server, commandLine, version, output, served.deed);
  await stopped;
  return 0;
}
