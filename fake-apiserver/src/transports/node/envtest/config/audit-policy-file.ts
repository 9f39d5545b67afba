import type { AuditPolicy } from "../../../../audit/audit-policy.ts";
import { checkAuditPolicy } from "../../../../audit/check-audit-policy.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { readConfig } from "./config-file.ts";
import {
  anything,
  flag,
  kindShape,
  listOfShape,
  type Shape,
  struct,
  textOfType,
  texts,
} from "./config-shape.ts";

const stages = listOfShape(textOfType("v1.Stage"));
const resources = struct("v1.GroupResources", {
  group: textOfType("string"),
  resources: texts,
  resourceNames: texts,
});
const rule = struct("v1.PolicyRule", {
  level: textOfType("v1.Level"),
  users: texts,
  userGroups: texts,
  verbs: texts,
  resources: listOfShape(resources),
  namespaces: texts,
  nonResourceURLs: texts,
  omitStages: stages,
  omitManagedFields: flag,
});
const policy: Shape = kindShape("v1.Policy", {
  metadata: anything,
  rules: listOfShape(rule),
  omitStages: stages,
  omitManagedFields: flag,
});

/** What a policy file says, and what is wrong with it without harm. */
export interface PolicyFile {
  readonly policy: AuditPolicy;
  readonly warning?: string;
}

/**
 * Reads the file of `--audit-policy-file`.
 *
 * @throws Error in the real server's words
 * @see kubernetes apiserver pkg/audit/policy/reader.go
 */
export function readAuditPolicy(text: string, path: string): PolicyFile {
  try {
    const { value, strict } = decoded(text);
    const read = value as unknown as AuditPolicy;
    checkAuditPolicy(read);
    if (strict.length === 0) return { policy: read };
    return {
      policy: read,
      warning: `Audit policy contains errors, falling back to lenient decoding: strict decoding error: ${strict.join(", ")}`,
    };
  } catch (error) {
    throw new Error(`${messageOf(error)}: from file ${path}`);
  }
}

const withoutType = "unknown group version field audit.k8s.io/__internal, Kind=Policy in policy";

function decoded(text: string): ReturnType<typeof readConfig> {
  try {
    const missing = { kind: withoutType, apiVersion: withoutType };
    return readConfig(text, { "audit.k8s.io/v1": { Policy: policy } }, missing);
  } catch (error) {
    const message = messageOf(error);
    if (message === withoutType) throw error;
    const other = /^no kind "(Event|EventList|PolicyList)" .* version "audit.k8s.io\/v1"/.exec(
      message,
    )?.[1];
    throw new Error(
      `failed decoding: ${other === undefined ? message : `converting (v1.${other}) to (audit.Policy): unknown conversion`}`,
    );
  }
}
