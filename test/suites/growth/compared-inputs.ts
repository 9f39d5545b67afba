import { create, each, type Growth } from "./growing-request.ts";

const pods = "/api/v1/namespaces/default/pods";
const services = "/api/v1/namespaces/default/services";

/** A pod with such containers, and with more members of its spec. */
function pod(containers: string, members: string): string {
  return `{"metadata":{"name":"x"},"spec":{"containers":[${containers}],${members}}}`;
}

function claims(size: number): string {
  return `"resourceClaims":[${each(size, (n) => `{"name":"r${n}","resourceClaimName":"c"}`)}]`;
}

/** What a rule holds against its neighbours, or against what stands elsewhere in the object. */
export const comparedGrowths: readonly Growth[] = [
  {
    what: "claims of a container",
    size: 500,
    request: (size) =>
      create(
        pod(
          `{"name":"c","image":"i","resources":{"claims":[${each(size, (n) => `{"name":"r${n}"}`)}]}}`,
          claims(1),
        ),
        pods,
      ),
  },
  {
    what: "containers of a pod that has claims",
    size: 62,
    request: (size) =>
      create(
        pod(
          each(
            size,
            (n) => `{"name":"c${n}","image":"i","resources":{"claims":[{"name":"r${n}"}]}}`,
          ),
          claims(size),
        ),
        pods,
      ),
  },
  {
    what: "ports of every node that a service would get",
    size: 500,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"type":"NodePort","ports":[${each(size, (n) => `{"name":"p${n}","port":${n + 1}}`)}]}}`,
        services,
      ),
  },
];
