import { namespaceLifecycle } from "../admission/plugins/namespace-lifecycle.ts";
import { jsonForm } from "../request/answer/json-form.ts";
import { methodNotAllowed } from "../request/answer/status-errors.ts";
import { isObject } from "../request/read/body-format.ts";
import { takenAsIs } from "../request/read/body-input.ts";
import type { ServerAbilities } from "../server-abilities.ts";
import { deleteOne } from "../verbs/delete/delete.ts";
import { get } from "../verbs/read/get.ts";
import { list } from "../verbs/read/list.ts";
import { watch } from "../verbs/read/watch.ts";
import { create } from "../verbs/write/create.ts";
import { update } from "../verbs/write/update.ts";

const verbs = { create, delete: deleteOne, get, list, update, watch } as const;

/** What a server in a simulation needs: the verbs of informers and of those who write for them, in this process. */
export const simulatedAbilities: ServerAbilities = {
  handle() {
    throw new TypeError("a simulated server has no wire; it is asked by serve()");
  },
  perform(core, request) {
    const { verb, subresource } = request;
    if (subresource !== "" || !isSimulated(verb)) throw methodNotAllowed();
    return verbs[verb](core, request);
  },
  checkGrants: () => undefined,
  decodeBody(_core, { body, definition }) {
    if (body === undefined || !isObject(body.content)) {
      throw new TypeError("a simulated server reads no texts; objects are handed over as they are");
    }
    return takenAsIs(body.content, definition);
  },
  readJson(bytes) {
    try {
      return { value: JSON.parse(bytes) };
    } catch {
      return { problem: "a simulated server reads the tokens that it made" };
    }
  },
  deleteOptionsOf(_core, { body }) {
    if (body !== undefined) throw new TypeError("a simulated server deletes without options");
    return {};
  },
  ownership: {
    trackUpdate: ({ updated }) => updated,
    keepTimesOfUnchanged: (object) => object,
  },
  wireFormOf: () => jsonForm,
  fitRequest: (_request, { object }) => object,
  // As createCluster has it for objects that are metadata.
  pluginsOf: () => [namespaceLifecycle],
  authorizersOf: () => undefined,
  createFlowControl() {
    throw new TypeError("a simulated server has no wire, and limits nothing on it");
  },
  createMetrics: (startedAtMs) => ({
    startedAtMs,
    get registry(): never {
      throw new TypeError("a simulated server has no wire, and counts nothing on it");
    },
    watchOpened: () => {},
    countWatchEvents: () => {},
    answered: () => {},
    authenticated: () => {},
    authorized: () => {},
  }),
  createTokens: () => ({
    issue() {
      throw new TypeError("a simulated server issues no tokens");
    },
    verify: () => ({ kind: "foreign" }),
    issuer: "",
    secondsMax: undefined,
    jwksUri: undefined,
    audiences: [],
    signingKey() {
      throw new TypeError("a simulated server signs no tokens");
    },
  }),
};

function isSimulated(verb: string): verb is keyof typeof verbs {
  return Object.hasOwn(verbs, verb);
}
