/** An answer of etcd's JSON gateway. */
export interface EtcdAnswer {
  readonly status: number;
  readonly body: object;
}

interface StoredKey {
  readonly key: string;
  readonly create_revision: string;
  readonly mod_revision: string;
  readonly version: string;
  readonly value: string;
}

const storedCharactersMax = 8 * 1024 * 1024;

/**
 * The keys that scripts put into etcd to see whether it can be written to. The objects of the apiserver are not here, and
 * what is more than to put and to read a single key is refused.
 *
 * @see go.etcd.io/etcd/api/v3 etcdserverpb/rpc.proto
 */
export class EtcdKeys {
  readonly #stored = new Map<string, StoredKey>();
  #revision = 1;
  #characters = 0;

  /** Answers a POST of a path below `/v3/`. */
  answer(path: string, text: string): EtcdAnswer {
    const taken = members[path];
    if (taken === undefined) return refused(501, 12, `${path} is not built into this etcd`);
    const body = objectOf(text);
    if (body === undefined) return refused(400, 3, "the body is not a JSON object");
    const other = Object.keys(body).find((name) => !taken.includes(name));
    if (other !== undefined)
      return refused(501, 12, `${other} of ${path} is not built into this etcd`);
    const { key, value = "" } = body;
    if (typeof key !== "string" || key === "")
      return refused(400, 3, "etcdserver: key is not provided");
    if (typeof value !== "string") return refused(400, 3, "a value is text in base64");
    return path === "/v3/kv/put" ? this.#put(key, value) : this.#range(key);
  }

  #put(key: string, value: string): EtcdAnswer {
    const before = this.#stored.get(key);
    const was = before === undefined ? 0 : key.length + before.value.length;
    const characters = this.#characters + key.length + value.length - was;
    if (characters > storedCharactersMax)
      return refused(429, 8, "etcdserver: mvcc: database space exceeded");
    this.#characters = characters;
    this.#revision += 1;
    const revision = String(this.#revision);
    this.#stored.set(key, {
      key,
      create_revision: before?.create_revision ?? revision,
      mod_revision: revision,
      version: String(Number(before?.version ?? "0") + 1),
      value,
    });
    return { status: 200, body: { header: this.#header() } };
  }

  #range(key: string): EtcdAnswer {
    const found = this.#stored.get(key);
    const kvs = found === undefined ? {} : { kvs: [found], count: "1" };
    return { status: 200, body: { header: this.#header(), ...kvs } };
  }

  #header(): object {
    return { cluster_id: "1", member_id: "1", revision: String(this.#revision), raft_term: "2" };
  }
}

const members: Readonly<Record<string, readonly string[]>> = {
  "/v3/kv/put": ["key", "value"],
  "/v3/kv/range": ["key"],
};

/** A refusal with its code of gRPC. */
export function refused(status: number, code: number, message: string): EtcdAnswer {
  return { status, body: { code, message } };
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
