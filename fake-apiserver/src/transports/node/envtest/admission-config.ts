import { dirname, resolve } from "node:path";
import { parse } from "yaml";
import {
  configurationProblems,
  type PodSecurityConfiguration,
} from "../../../admission/pod-security/policy.ts";
import { asOne } from "../../../codec/as-one.ts";
import { messageOf } from "../../../codec/message-of.ts";
import { listOf, objectOf, type PlainObject, textOf } from "../../../codec/plain-object.ts";
import { readNamedFile } from "./read-named-file.ts";

const failed = "failed to apply admission: ";

/**
 * What the file of `--admission-control-config-file` says to plugins.
 *
 * @throws Error for what cannot be read, and for plugins that take no configuration here
 * @see kubernetes apiserver pkg/admission/config.go ReadAdmissionConfiguration
 */
export async function readAdmissionConfig(
  path: string,
): Promise<{ readonly podSecurity?: PodSecurityConfiguration }> {
  if (path === "") return {};
  const text = await readNamedFile(path).catch((error: unknown) => {
    throw new Error(
      `${failed}failed to read plugin config: unable to read admission control configuration from ${JSON.stringify(path)} [${messageOf(error)}]`,
    );
  });
  const file = objectOf(parse(text));
  if (file["kind"] !== "AdmissionConfiguration")
    throw new Error(
      `${failed}failed to read plugin config: ${path} holds no AdmissionConfiguration`,
    );
  let podSecurity: PodSecurityConfiguration | undefined;
  for (const plugin of listOf(file["plugins"]).map(objectOf)) {
    const name = textOf(plugin["name"]);
    const configuration = await configurationOf(plugin, path);
    if (configuration === undefined) continue;
    if (name !== "PodSecurity")
      throw new Error(
        `a configuration of the admission plugin ${name} is not built into this server`,
      );
    podSecurity = podSecurityOf(configuration);
  }
  return podSecurity === undefined ? {} : { podSecurity };
}

/** It stands in the file, or in another one beside it. */
async function configurationOf(
  plugin: PlainObject,
  path: string,
): Promise<PlainObject | undefined> {
  const own = textOf(plugin["path"]);
  const given =
    own === "" ? plugin["configuration"] : parse(await readNamedFile(resolve(dirname(path), own)));
  const configuration = objectOf(given);
  return Object.keys(configuration).length === 0 ? undefined : configuration;
}

const podSecurityVersion = "pod-security.admission.config.k8s.io/v1";

function podSecurityOf(given: PlainObject): PodSecurityConfiguration {
  const { kind, apiVersion } = given;
  if (kind !== "PodSecurityConfiguration" || apiVersion !== podSecurityVersion) {
    throw new Error(
      `${failed}couldn't init admission plugin "PodSecurity": no kind ${JSON.stringify(kind ?? "")} is registered for version ${JSON.stringify(apiVersion ?? "")} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  const configuration = given as PodSecurityConfiguration;
  const problems = configurationProblems(configuration);
  if (problems.length === 0) return configuration;
  throw new Error(
    `${failed}failed to initialize admission plugin "PodSecurity": PodSecurity configuration error: ${asOne(problems)}`,
  );
}
