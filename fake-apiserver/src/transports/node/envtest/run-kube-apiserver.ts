import type { CliOutput } from "../command/cli-output.ts";
import type { CommandLine } from "../command/command-line.ts";
import { startCluster } from "../command/start-cluster.ts";
import { UsageError } from "../command/usage-error.ts";
import { withUndo } from "../command/with-undo.ts";
import { openAuthenticators } from "./authentication-flags.ts";
import { readKubeApiserverOptions } from "./kube-apiserver-options.ts";
import type { Flags } from "./parse-flags.ts";

/**
 * Serves as kube-apiserver would that was started with these flags, until told to stop. Answers the exit code: 1 for wrong
 * flags, as there.
 *
 * @throws UsageError when our own options are wrong.
 */
export async function runKubeApiserver(
  commandLine: CommandLine,
  flags: Flags,
  output: CliOutput,
  stopped: Promise<void>,
): Promise<number> {
  try {
    const { host, port, admission, audit, authentication, cluster, ...parts } =
      await readKubeApiserverOptions(flags);
    const line = { ...commandLine, host, port, admission, isSecure: true };
    return await withUndo(async (undo) => {
      if (audit !== undefined) {
        undo.push(() => audit.close());
        for (const warning of audit.warnings) output.warn(warning);
      }
      const tokenAuthenticators = openAuthenticators(authentication, {
        now: Date.now,
        warn: output.warn,
      });
      for (const one of tokenAuthenticators) undo.push(() => one.close());
      const { server } = await startCluster(line, output, undo, {
        ...parts,
        cluster: { ...cluster, tokenAuthenticators },
      });
      output.warn(`serving securely on ${server.url}`);
      await stopped;
      return 0;
    });
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UsageError) throw error;
    process.stderr.write(`"command failed" err=${JSON.stringify(error.message)}\n`);
    return 1;
  }
}
