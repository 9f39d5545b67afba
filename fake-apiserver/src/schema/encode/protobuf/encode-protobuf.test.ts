import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { KubernetesObject, ListMeta } from "@informerlab/core";
import { expect, test } from "vitest";
import { joined } from "../../../codec/bytes/byte-store.ts";
import { encodeEnvelope, encodeList, encodeMessage } from "./encode-protobuf.ts";

interface Recorded {
  readonly path: string;
  readonly as?: string;
  readonly json: KubernetesObject & {
    metadata?: ListMeta;
    items?: readonly KubernetesObject[] | null;
  };
  readonly protobuf: string;
}

const recorded = JSON.parse(
  gunzipSync(
    readFileSync(new URL("../../../../fixtures/protobuf/answers.json.gz", import.meta.url)),
  ).toString(),
) as readonly Recorded[];

test.each(recorded.map(({ path, as = "", ...rest }) => [path + as, rest] as const))(
  "%s is written in the bytes of the real server",
  (_path, { json, protobuf }) => {
    const { apiVersion = "", kind = "", metadata = {}, items } = json;
    const type = { apiVersion, kind };
    const bytes =
      items === undefined
        ? encodeEnvelope(type, encodeMessage(json))
        : joined(
            encodeList(
              type,
              metadata,
              (items ?? []).map((item) =>
                encodeMessage({ apiVersion, kind: kind.replace(/List$/, ""), ...item }),
              ),
            ),
          );

    expect(Buffer.from(bytes).toString("base64")).toBe(protobuf);
  },
);
