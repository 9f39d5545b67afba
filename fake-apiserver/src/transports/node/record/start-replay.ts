import type { Clock } from "@informerlab/core";
import { createSystemEnvironment } from "@informerlab/core/system";
import { ReplayHandler } from "../../../replay/replay-handler.ts";
import { withRequiredToken } from "../../require-token.ts";
import { CertificateAuthority } from "../certificates.ts";
import { serveHttp } from "../http/http-server.ts";
import {
  Credentials,
  createAdministrator,
  type LocalServer,
  localServer,
  tlsOf,
} from "../local-server.ts";
import { loadRecording } from "./load-recording.ts";

/** Settings of {@link startReplay}. */
export interface ReplayOptions {
  /** What `record` wrote, compressed or not. */
  readonly file: string;
  /** Milliseconds of the recording that pass in one of the clock. @defaultValue 1 */
  readonly speed?: number;
  /** Reads a recording that was cut off up to there. @defaultValue false */
  readonly acceptsCut?: boolean;
  /** @defaultValue real time */
  readonly clock?: Clock;
  /** @defaultValue "127.0.0.1" */
  readonly host?: string;
  /** @defaultValue 0: a free one */
  readonly port?: number;
  /** @defaultValue true */
  readonly isSecure?: boolean;
  /** Bearer token of the replay's user. @defaultValue random */
  readonly token?: string;
}

/**
 * Serves a recording again as a cluster that can only be read: lists at their revisions, events of watches in their order
 * and at their times, discovery. It begins to run when the first client asks for objects. What nobody asked while it was
 * recorded is answered by a Status that names it.
 *
 * @throws RecordingError naming the line of the file and what is wrong with it.
 * @throws the host's own error when the file cannot be read or the address cannot be taken.
 */
export async function startReplay(options: ReplayOptions): Promise<LocalServer> {
  const { file, speed = 1, acceptsCut = false, isSecure = true, host, port, token } = options;
  const { clock = createSystemEnvironment().clock } = options;
  const recording = await loadRecording(file, { acceptsCut });
  const users = [createAdministrator(token)];
  const authority = isSecure ? new CertificateAuthority() : undefined;
  const credentials = new Credentials(users, authority);
  const handler = new ReplayHandler(recording, { clock, speed });
  const listener = await serveHttp(withRequiredToken(handler, users), {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(authority === undefined ? {} : { tls: tlsOf(authority, host) }),
  });
  return localServer(listener, credentials, () => listener.close());
}
