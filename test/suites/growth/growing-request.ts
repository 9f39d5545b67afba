/** A request whose size a client chooses. */
export interface GrowingRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: readonly (readonly [string, string])[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One way to send much, and how much of it is sent at first. */
export interface Growth {
  readonly what: string;
  /** Elements of the smallest request. */
  readonly size: number;
  /** What was written before, one after the other; the work for it does not count. */
  stored?(size: number): readonly GrowingRequest[];
  request(size: number): GrowingRequest;
}

export const json = "application/json";
export const configMaps = "/api/v1/namespaces/default/configmaps";
export const pods = "/api/v1/namespaces/growth/pods";
export const gadget = "/apis/growth.example/v1/namespaces/default/gadgets/base";

export function each(size: number, make: (index: number) => string, between = ","): string {
  return Array.from({ length: size }, (_, index) => make(index)).join(between);
}

export function create(body: string, path = configMaps, contentType = json): GrowingRequest {
  return {
    method: "POST",
    path,
    query: [["dryRun", "All"]],
    headers: { "content-type": contentType },
    body,
  };
}

export function patch(type: string, body: string, path: string): GrowingRequest {
  return {
    method: "PATCH",
    path,
    query: [
      ["dryRun", "All"],
      ["fieldManager", "growth"],
    ],
    headers: { "content-type": `application/${type}` },
    body,
  };
}

/** The same, and not only tried. */
export function written(request: GrowingRequest): GrowingRequest {
  const query = (request.query ?? []).filter(([name]) => name !== "dryRun");
  return { ...request, query };
}

/** A definition with such properties. */
export function definition(properties: string): string {
  return growingDefinition("", properties);
}

/** A definition with more members of its version, and with such properties. */
export function growingDefinition(members: string, properties = "{}"): string {
  const version = `"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":${properties}}}`;
  return `{"metadata":{"name":"bigs.growth.example"},"spec":{"group":"growth.example","scope":"Namespaced","names":{"plural":"bigs","singular":"big","kind":"Big","listKind":"BigList"},"versions":[{${version}${members === "" ? "" : `,${members}`}}]}}`;
}
