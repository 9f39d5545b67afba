import type { CliOutput } from "../command/cli-output.ts";
import type { CommandLine } from "../command/command-line.ts";
import { type ServedCluster, startCluster } from "../command/start-cluster.ts";
import { UsageError } from "../command/usage-error.ts";
import { withUndo } from "../command/with-undo.ts";
import { TokenIssuers } from "./access/token-issuers.ts";
import type { Flags } from "./flags/parse-flags.ts";
import { readKubeApiserverOptions } from "./kube-apiserver-options.ts";
import { publishClientTrust } from "./tls/publish-client-trust.ts";
import type { TlsFiles } from "./tls/tls-files.ts";

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
    const options = await readKubeApiserverOptions(flags, output.warn);
    const { host, port, admission, audit, authentication, authorization, cluster } = options;
    const { edge, goAwayChance, tls, users } = options;
    const line = { ...commandLine, host, port, admission, isSecure: true };
    return await withUndo(async (undo) => {
      if (audit !== undefined) {
        undo.push(() => audit.close());
        for (const warning of audit.warnings) output.warn(warning);
      }
      const { webhook } = authentication;
      const issuers = new TokenIssuers(authentication, { now: Date.now, warn: output.warn });
      undo.push(() => issuers.close());
      undo.push(issuers.watch());
      const { file } = authorization;
      if (file !== undefined) undo.push(file.watch(output.warn));
      const served = await startCluster(line, output, undo, {
        users,
        ...(edge === undefined ? {} : { edge }),
        ...(goAwayChance === undefined ? {} : { goAwayChance }),
        tls: tls.options,
        cluster: {
          ...cluster,
          tokenAuthenticators: [issuers, ...(webhook === undefined ? [] : [webhook])],
        },
      });
      const { server } = served;
      undo.push(tls.watch(() => applyTls(tls, served), output.warn));
      output.warn(`serving securely on ${server.url}`);
      await stopped;
      return 0;
    });
  } catch (error) {
    if (!(error instanceof Error) || error instanceof UsageError) throw error;
    process.stderr.write(`"command failed" err=${logged(error.message)}\n`);
    return 1;
  }
}

/** What is in files counts from now on. */
function applyTls(tls: TlsFiles, { server, cluster, environment }: ServedCluster): void {
  server.setTls(tls.options);
  const { published } = tls.clients;
  if (published !== undefined) publishClientTrust(cluster, published, environment.clock.now());
}

/** A text as the real server logs it. @see k8s.io/klog/v2 internal/serialize */
function logged(text: string): string {
  return text.includes("\n") ? `<\n\t${text.replaceAll("\n", "\n\t")}\n >` : JSON.stringify(text);
}
