import { request as httpsRequest } from "node:https";
import { Simulation } from "@informerlab/core/simulation";
import {
  type ClusterOptions,
  createCluster,
  createFetchHandler,
} from "@informerlab/fake-apiserver";
import type { Json } from "../transcripts/fixture.ts";

/** What came back. */
export interface Reply {
  readonly code: number;
  readonly body: Json;
  readonly warnings: readonly string[];
}

/** A server that questions are put to. */
export interface Server {
  /** `type`: of the content, JSON where it is left out. */
  ask(method: string, path: string, body?: Json, type?: string): Promise<Reply>;
  close(): Promise<void>;
}

/** What a server has to be told so that it has all versions that it can have. */
export const betaApis: Partial<ClusterOptions> = {
  featureGates: { MutatingAdmissionPolicy: true, StorageVersionMigrator: true },
  runtimeConfig: { "api/all": true },
};

/** The server of this package, in this process. */
export function ownServer(options: Partial<ClusterOptions> = {}): Server {
  const simulation = new Simulation({ startAt: Date.UTC(2026, 10, 28, 12) });
  const cluster = createCluster({
    environment: simulation,
    tokens: [
      { token: "oracle", name: "oracle-admin", uid: "oracle-uid", groups: ["system:masters"] },
    ],
    // As the real server is asked: without a controller manager.
    controllers: { namespaces: false, gc: false, flowSchemas: false, serviceAccounts: false },
    ...options,
  });
  const handle = createFetchHandler(cluster);
  return {
    async ask(method, path, body, type) {
      const request: RequestInit = { method, headers: headersFor("oracle", type) };
      if (body !== undefined) request.body = new TextEncoder().encode(JSON.stringify(body));
      let isDone = false;
      const answering = handle(new URL(path, "https://127.0.0.1:26443"), request).finally(() => {
        isDone = true;
      });
      while (!isDone) {
        simulation.runReady();
        await new Promise((resolve) => setImmediate(resolve));
        const next = simulation.nextTimerAt;
        if (!isDone && next !== undefined) simulation.advanceTo(next);
      }
      const response = await answering;
      const warning = response.headers.get("warning");
      return {
        code: response.status,
        body: toJson(await response.text()),
        warnings: warning === null ? [] : warning.split(/, (?=299 )/),
      };
    },
    close: () => cluster.close(),
  };
}

/** A server at an address; its certificate is not judged. */
export function serverAt(url: string, token: string): Server {
  return {
    ask: (method, path, body, type) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? "" : JSON.stringify(body);
        const request = httpsRequest(new URL(path, url), {
          method,
          headers: { ...headersFor(token, type), "Content-Length": Buffer.byteLength(text) },
          rejectUnauthorized: false,
        });
        request.on("error", reject);
        request.on("response", (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part: Buffer) => parts.push(part));
          response.on("end", () => {
            const raw = response.rawHeaders;
            const warnings = raw.filter(
              (_, i) => raw[i - 1]?.toLowerCase() === "warning" && i % 2 === 1,
            );
            resolve({
              code: response.statusCode ?? 0,
              body: toJson(Buffer.concat(parts).toString("utf8")),
              warnings,
            });
          });
        });
        request.end(text);
      }),
    close: () => Promise.resolve(),
  };
}

function headersFor(token: string, type = "application/json"): Record<string, string> {
  return {
    Authorization: `Bearer ${token}`,
    "Content-Type": type,
    Accept: "application/json",
    "User-Agent": "questions/1",
  };
}

function toJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
