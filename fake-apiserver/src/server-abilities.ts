import type { Cancel, KubernetesObject, Random } from "@informerlab/core";
import type { AdmissionPlugin } from "./admission/admission-plugin.ts";
import type { AdmissionView } from "./admission/admission-view.ts";
import type { TakenStep } from "./admission/count-steps.ts";
import type { AdmissionSwitches } from "./admission/default-chain.ts";
import type {
  TokenAuthority,
  TokenOptions,
  TokenWorld,
} from "./authentication/service-account-tokens.ts";
import type { AuthorizationOptions } from "./authorization/authorization-options.ts";
import type { ReadJson } from "./codec/json/read-json.ts";
import type { FlowControl, LimitedServer } from "./flow-control/flow-control.ts";
import type { ServerMetrics } from "./metrics/request-metrics.ts";
import type { FieldOwnership } from "./patch/apply/field-ownership.ts";
import type { AuthorizerChain, GrantSource } from "./request/access/authorize.ts";
import type { Progress } from "./request/answer/outcome.ts";
import type { MediaType, WireForm } from "./request/answer/wire-form.ts";
import type { ApiRequest, ApiResponse } from "./request/read/api-request.ts";
import type { BodyInput } from "./request/read/body-input.ts";
import type { ResourceRequest } from "./request/read/resource-request.ts";
import type { ServerCore, StoredWrite } from "./request/server-core.ts";
import type { WireServer } from "./request/wire-server.ts";
import type { Decoded } from "./schema/decode/decode-input.ts";
import type { DeleteOptions } from "./verbs/delete/delete-options.ts";
import type { VerbCore } from "./verbs/perform.ts";

/**
 * What a server can do besides storing and telling. Given to it, so that a page that only simulates loads no wire, no
 * validation and no cryptography.
 */
export interface ServerAbilities {
  /** Serves a request on the wire. */
  handle(server: WireServer, request: ApiRequest, respond: (response: ApiResponse) => void): Cancel;
  /** Does what a request asks for. @throws StatusError */
  perform(core: VerbCore, request: ResourceRequest): Progress;
  /** Nobody gives others more rights than he has. @throws StatusError 403 with those that are missing */
  checkGrants(
    grants: GrantSource,
    request: ResourceRequest,
    object: KubernetesObject,
    old: KubernetesObject | undefined,
  ): void;
  /** The object in a request's body. @throws StatusError 400 or 415 */
  decodeBody(core: Pick<ServerCore, "settings">, input: BodyInput): Decoded;
  /** What JSON in bytes says; how it is to be read, where it is none. */
  readJson(bytes: string): ReadJson;
  /** What is asked of a deletion. @throws StatusError 400, 415 or 422 */
  deleteOptionsOf(core: Pick<ServerCore, "settings">, request: ResourceRequest): DeleteOptions;
  readonly ownership: FieldOwnership;
  /** How answers of a media type become bytes. */
  wireFormOf(mediaType: MediaType): WireForm;
  /** An object as it can be stored. @throws StatusError 500 for what is too large */
  fitRequest(request: ResourceRequest, stored: StoredWrite): KubernetesObject;
  /** @throws TypeError naming a plugin that there is not. */
  pluginsOf(
    switches: AdmissionSwitches | undefined,
    objects: "full" | "metadata",
  ): readonly AdmissionPlugin[];
  /** Who is asked what somebody may do, where that is not by roles alone. */
  authorizersOf(options: AuthorizationOptions, grants: GrantSource): AuthorizerChain | undefined;
  /** Told of each half of the admission chain that a request has taken. */
  readonly countStep?: (view: AdmissionView, step: TakenStep) => void;
  /** What limits requests on the wire. */
  createFlowControl(server: LimitedServer): FlowControl;
  /** `startedAtMs`: milliseconds since the epoch. */
  createMetrics(startedAtMs: number): ServerMetrics;
  createTokens(random: Random, world: TokenWorld, options?: TokenOptions): TokenAuthority;
}
