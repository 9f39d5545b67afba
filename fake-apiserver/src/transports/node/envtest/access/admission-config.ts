import { dirname, resolve } from "node:path";
import { printJson } from "@informerlab/core";
import { parse } from "yaml";
import type { AdmissionSwitches } from "../../../../admission/default-chain.ts";
import {
  configurationProblems,
  type PodSecurityConfiguration,
} from "../../../../admission/pod-security/policy.ts";
import { asOne } from "../../../../codec/as-one.ts";
import { listOf, objectOf, type PlainObject, textOf } from "../../../../codec/json/plain-object.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { configGroup, readConfig } from "../config/config-file.ts";
import { anything, kindShape, listOfShape, struct, text } from "../config/config-shape.ts";
import { readEventLimits, readQuotaConfiguration } from "../config/plugin-configurations.ts";
import { readNamedFile } from "../files/read-named-file.ts";

const failed = "failed to apply admission: ";
const unread = `${failed}failed to read plugin config: `;

/** What plugins are told. */
export type AdmissionSettings = Omit<AdmissionSwitches, "enable" | "disable">;

/**
 * What the file of `--admission-control-config-file` says to the plugins that are on.
 *
 * @throws Error in the real server's words, and for plugins that take no configuration here
 * @see kubernetes apiserver pkg/admission/config.go ReadAdmissionConfiguration
 */
export async function readAdmissionConfig(
  path: string,
  isOn: (plugin: string) => boolean,
): Promise<AdmissionSettings> {
  const plugins = path === "" ? [] : await pluginsIn(path);
  const told = new Map<string, string>();
  for (const plugin of plugins) {
    const name = textOf(plugin["name"]);
    const configuration = isOn(name) ? await configurationOf(plugin, path) : undefined;
    // The first one counts.
    if (configuration !== undefined && !told.has(name)) told.set(name, configuration);
  }
  const other = [...told.keys()].find((name) => !configurable.includes(name));
  if (other !== undefined)
    throw new Error(
      `a configuration of the admission plugin ${other} is not built into this server`,
    );
  const [quotas, security] = [told.get("ResourceQuota"), told.get("PodSecurity")];
  return {
    ...(isOn("EventRateLimit")
      ? {
          eventRateLimit: begun("EventRateLimit", () =>
            readEventLimits(told.get("EventRateLimit")),
          ),
        }
      : {}),
    ...(quotas === undefined
      ? {}
      : { resourceQuota: begun("ResourceQuota", () => readQuotaConfiguration(quotas)) }),
    ...(security === undefined ? {} : { podSecurity: podSecurityOf(objectOf(parse(security))) }),
  };
}

const configurable = ["EventRateLimit", "PodSecurity", "ResourceQuota"];

function begun<T>(plugin: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(
      `${failed}couldn't init admission plugin ${JSON.stringify(plugin)}: ${messageOf(error)}`,
    );
  }
}

const admission = kindShape("v1.AdmissionConfiguration", {
  plugins: listOfShape(
    struct("v1.AdmissionPluginConfiguration", { name: text, path: text, configuration: anything }),
  ),
});

async function pluginsIn(path: string): Promise<readonly PlainObject[]> {
  const content = await readNamedFile(path).catch((error: unknown) => {
    throw new Error(
      `${unread}unable to read admission control configuration from ${JSON.stringify(path)} [${messageOf(error)}]`,
    );
  });
  const kinds = configGroup({
    "apiserver.config.k8s.io/v1": { AdmissionConfiguration: admission },
    "apiserver.k8s.io/v1alpha1": { AdmissionConfiguration: admission },
  });
  try {
    const { kind, value, strict } = readConfig(content, kinds, {
      kind: `Object 'Kind' is missing in '${content}'`,
      apiVersion: `Object 'apiVersion' is missing in '${content}'`,
    });
    if (strict.length > 0) throw new Error(`strict decoding error: ${strict.join(", ")}`);
    if (kind !== "AdmissionConfiguration") throw new Error(`unexpected type: *apiserver.${kind}`);
    return listOf(value["plugins"]).map(objectOf);
  } catch (error) {
    throw new Error(`${unread}${messageOf(error)}`);
  }
}

/** It stands in the file, or in another one beside it. */
async function configurationOf(plugin: PlainObject, path: string): Promise<string | undefined> {
  const { configuration } = plugin;
  if (configuration !== undefined && configuration !== null) return printJson(configuration);
  const own = textOf(plugin["path"]);
  return own === "" ? undefined : readNamedFile(resolve(dirname(path), own));
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
