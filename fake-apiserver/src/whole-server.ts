import { countStep } from "./admission/count-steps.ts";
import { pluginsOf } from "./admission/default-chain.ts";
import { ServiceAccountTokens } from "./authentication/service-account-tokens.ts";
import { authorizersOf } from "./authorization/authorization-options.ts";
import { checkGrants } from "./authorization/check-grants.ts";
import { readJson } from "./codec/json/read-json.ts";
import { createFlowControl } from "./flow-control/create-flow-control.ts";
import { RequestMetrics } from "./metrics/request-metrics.ts";
import { keepTimesOfUnchanged, trackUpdate } from "./patch/apply/managed-fields.ts";
import { wireFormOf } from "./request/answer/wire-form-of.ts";
import { handleRequest } from "./request/pipeline.ts";
import { decodeBody } from "./request/read/decode.ts";
import type { ServerAbilities } from "./server-abilities.ts";
import { deleteOptionsOf } from "./verbs/delete/read-delete-options.ts";
import { performVerb } from "./verbs/perform.ts";
import { fitRequest } from "./verbs/write/fit-request.ts";

/** Everything that this package can do. */
export const wholeServer: ServerAbilities = {
  handle: handleRequest,
  perform: performVerb,
  checkGrants,
  decodeBody,
  readJson,
  deleteOptionsOf,
  ownership: { trackUpdate, keepTimesOfUnchanged },
  wireFormOf,
  fitRequest,
  pluginsOf,
  authorizersOf,
  countStep,
  createFlowControl,
  createMetrics: (startedAtMs) => new RequestMetrics(startedAtMs),
  createTokens: (random, world, options) => new ServiceAccountTokens(random, world, options),
};
