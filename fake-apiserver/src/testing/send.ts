import type { Status } from "@informerlab/core";
import type { FakeCluster } from "../fake-apiserver.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";

/** A request as tests write it: `GET`, `/api/v1/pods?limit=1`; the query stands as it is sent. */
export function requestOf(
  method: string,
  target: string,
  more: Partial<ApiRequest> = {},
): ApiRequest {
  const [path = "/", search = ""] = target.split("?");
  const query =
    search === "" ? [] : search.split("&").map((pair) => pair.split("=") as [string, string]);
  return { method, path, query, headers: {}, client: "test/1.0", ...more };
}

/** Sends a request that nothing holds back. @throws Error when it is not answered at once */
export function send(
  cluster: FakeCluster,
  method: string,
  target: string,
  more: Partial<ApiRequest> = {},
): ApiResponse {
  let answer: ApiResponse | undefined;
  cluster.apiserver.handle(requestOf(method, target, more), (response) => {
    answer = response;
  });
  if (answer === undefined) throw new Error(`${method} ${target} was not answered at once`);
  return answer;
}

/** What an answer in JSON says; undefined for another one. */
export function jsonOf<T = Status>({ body }: ApiResponse): T {
  if (body.kind === "text") return JSON.parse(body.text) as T;
  return (body.kind === "json" ? body.value : undefined) as T;
}
