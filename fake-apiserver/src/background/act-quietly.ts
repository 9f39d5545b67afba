import { StatusError } from "@informerlab/core";
import type { Apiserver } from "../apiserver.ts";
import type { Call } from "../request/call.ts";

/** Writes as a controller does: what the server refuses is tried again when something changes, not now. */
export function actQuietly(server: Apiserver, call: Call): boolean {
  try {
    server.performDirect(call);
    return true;
  } catch (error) {
    if (error instanceof StatusError) return false;
    throw error;
  }
}
