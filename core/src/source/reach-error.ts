import { TransportError, type TransportFailure } from "./transport-error.ts";

/** What lies behind a failed connection, by the code that the host gave it. */
interface Diagnosis {
  readonly failure: TransportFailure;
  readonly what: string;
}

const certificateAdvice =
  "put the CA that signed it into the kubeconfig (certificate-authority-data)";

const diagnoses: ReadonlyMap<string, Diagnosis> = new Map(
  Object.entries({
    ECONNREFUSED: {
      failure: "connection-refused",
      what: "connection refused; is the server running, and is this its address?",
    },
    ENOTFOUND: { failure: "unreachable", what: "no such host; is the name right?" },
    EAI_AGAIN: { failure: "unreachable", what: "the host name could not be looked up" },
    ECONNRESET: { failure: "connection-lost", what: "the connection was reset" },
    EPIPE: { failure: "connection-lost", what: "the connection was closed" },
    UND_ERR_SOCKET: { failure: "connection-lost", what: "the connection was closed" },
    ETIMEDOUT: { failure: "unreachable", what: "no answer in time" },
    UND_ERR_CONNECT_TIMEOUT: { failure: "unreachable", what: "no connection in time" },
    UND_ERR_HEADERS_TIMEOUT: { failure: "unreachable", what: "no answer in time" },
    UND_ERR_BODY_TIMEOUT: {
      failure: "connection-lost",
      what: "the answer stood still for too long",
    },
    EHOSTUNREACH: { failure: "unreachable", what: "no way to the host" },
    ENETUNREACH: { failure: "unreachable", what: "no way to the network" },
    DEPTH_ZERO_SELF_SIGNED_CERT: {
      failure: "unreachable",
      what: `its certificate is self-signed and not trusted; ${certificateAdvice}`,
    },
    SELF_SIGNED_CERT_IN_CHAIN: {
      failure: "unreachable",
      what: `its certificate was signed by a CA that is not trusted; ${certificateAdvice}`,
    },
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
      failure: "unreachable",
      what: `its certificate was signed by a CA that is not trusted; ${certificateAdvice}`,
    },
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: {
      failure: "unreachable",
      what: `its certificate was signed by a CA that is not trusted; ${certificateAdvice}`,
    },
    CERT_SIGNATURE_FAILURE: {
      failure: "unreachable",
      what: `its certificate was not signed by the CA of the kubeconfig; ${certificateAdvice}`,
    },
    CERT_HAS_EXPIRED: { failure: "unreachable", what: "its certificate has expired" },
    ERR_TLS_CERT_ALTNAME_INVALID: {
      failure: "unreachable",
      what: "its certificate is for other names; use one of them, or set tls-server-name in the kubeconfig",
    },
    ERR_OSSL_PEM_NO_START_LINE: {
      failure: "unreachable",
      what: "a certificate or key of the kubeconfig is not PEM text; look at client-certificate-data, client-key-data and certificate-authority-data",
    },
    ERR_OSSL_X509_KEY_VALUES_MISMATCH: {
      failure: "unreachable",
      what: "the kubeconfig's client-key-data is not the key of its client-certificate-data",
    },
    ERR_SSL_WRONG_VERSION_NUMBER: {
      failure: "unreachable",
      what: "it does not speak TLS; is http:// meant?",
    },
    HPE_INVALID_CONSTANT: {
      failure: "unexpected-content",
      what: "it does not speak HTTP there; is https:// meant?",
    },
  } satisfies Record<string, Diagnosis>),
);

/** The error for a request that got no answer: names the server and what to look at, keeps the host's error as `cause`. */
export function reachError(server: string, cause: unknown): TransportError {
  if (cause instanceof TransportError) return cause;
  const errors = [...causesOf(cause)];
  for (const error of errors) {
    const diagnosis = diagnoses.get(codeOf(error));
    if (diagnosis !== undefined) {
      return new TransportError(diagnosis.failure, `cannot reach ${server}: ${diagnosis.what}`, {
        cause,
      });
    }
  }
  const deepest = errors.at(-1);
  const message =
    deepest instanceof Error && deepest.message !== "" ? deepest.message : String(deepest);
  return new TransportError("unreachable", `cannot reach ${server}: ${message}`, { cause });
}

/** The error, then what caused it, outermost first: `fetch` wraps, and several addresses of one name fail together. */
function* causesOf(error: unknown, depth = 0): Generator<unknown> {
  yield error;
  if (!(error instanceof Error) || depth > 8) return;
  if (error instanceof AggregateError) {
    for (const inner of error.errors) yield* causesOf(inner, depth + 1);
  }
  if (error.cause !== undefined) yield* causesOf(error.cause, depth + 1);
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "";
}
