import type { AdmissionPlugin } from "./admission/admission-plugin.ts";
import type { AdmissionSwitches } from "./admission/default-chain.ts";
import type { WebhookOptions } from "./admission/webhooks/webhook-client.ts";
import type { AuditOptions } from "./audit/audit-options.ts";
import type { FrontProxy } from "./authentication/front-proxy.ts";
import type { TokenOptions } from "./authentication/service-account-tokens.ts";
import type { TokenAuthenticator } from "./authentication/token-authenticator.ts";
import type { AuthorizationOptions } from "./authorization/authorization-options.ts";
import type { JournalOptions } from "./journal/request-journal.ts";
import type { ResourceRegistry } from "./kinds/registry.ts";
import type { TokenUser } from "./request/access/authenticate.ts";
import type { OtherHandler } from "./request/other-paths.ts";
import type { ServerSettings } from "./request/server-settings.ts";
import type { ServerAbilities } from "./server-abilities.ts";
import type { WatchWindowOptions } from "./watch/watch-cache.ts";

/** Settings of an `Apiserver`. */
export interface ApiserverOptions extends AuthorizationOptions {
  /** The kinds it serves. */
  readonly registry: ResourceRegistry;
  /** What it can do. */
  readonly abilities: ServerAbilities;
  readonly settings?: Partial<ServerSettings>;
  /** False: storage itself answers lists and watches. @defaultValue true */
  readonly hasWatchCache?: boolean;
  readonly watchWindow?: Partial<WatchWindowOptions>;
  /** Plugins of your own, asked after those of the server. */
  readonly admission?: readonly AdmissionPlugin[];
  /**
   * Which of the server's plugins run. @defaultValue all that a real server runs by default, but `ServiceAccount`, so that
   * a pod needs no account; where objects are `metadata`, `NamespaceLifecycle` alone
   */
  readonly admissionPlugins?: AdmissionSwitches;
  /** How webhooks are reached. @defaultValue not at all: calls fail, and what becomes of that is the configuration's affair */
  readonly webhooks?: WebhookOptions;
  /** PEM of the authority that clients verify this server by: what `kube-root-ca.crt` holds. @defaultValue none */
  readonly authority?: string;
  /** Bearer tokens asked for on the wire. @defaultValue none: everybody may do everything */
  readonly tokens?: readonly TokenUser[];
  /**
   * True: who proves nothing is `system:anonymous`, as on a real server, and not refused; a list: at these paths alone.
   *
   * @defaultValue false
   */
  readonly anonymousAuth?: boolean | readonly string[];
  /** Asked of bearer tokens that are neither of {@link tokens} nor of a service account, in order. @defaultValue nobody */
  readonly tokenAuthenticators?: readonly TokenAuthenticator[];
  /** Who is told of the requests that come over the wire, as a real server's audit log is. @defaultValue nobody */
  readonly audit?: AuditOptions;
  /** A proxy before the server that says in headers who asks. @defaultValue none */
  readonly frontProxy?: FrontProxy;
  /** What `extension-apiserver-authentication` tells other servers of who may be trusted. @defaultValue there is no such object */
  readonly clientTrust?: Readonly<Record<string, string>>;
  /** Of tokens of service accounts. @defaultValue an issuer and a key of its own */
  readonly serviceAccountTokens?: TokenOptions;
  readonly otherHandlers?: readonly OtherHandler[];
  readonly journal?: JournalOptions;
  /** Told of mistakes of the server itself, which clients see as 500. @defaultValue only kept */
  readonly onInternalError?: (error: unknown) => void;
}
