import { expect, test } from "vitest";
import { chainOf, pluginNames } from "./default-chain.ts";

function names(...switches: Parameters<typeof chainOf>): readonly string[] {
  return chainOf(...switches).map(({ name }) => name);
}

test("the default chain runs in the order that kube-apiserver v1.35 logs when it starts", () => {
  // From its log: first those that change objects, then those that only judge.
  const logged =
    "NamespaceLifecycle,LimitRanger,ServiceAccount,TaintNodesByCondition,PodSecurity,Priority,DefaultTolerationSeconds,DefaultStorageClass,StorageObjectInUseProtection,PersistentVolumeClaimResize,RuntimeClass,CertificateApproval,CertificateSigning,ClusterTrustBundleAttest,CertificateSubjectRestriction,DefaultIngressClass,PodTopologyLabels";

  expect(names({}).filter((name) => logged.split(",").includes(name))).toEqual(logged.split(","));
  expect(names({}).at(-1)).toBe("ResourceQuota");
});

test("plugins are switched by name, and what is enabled keeps its place", () => {
  expect(names({ disable: ["ServiceAccount"] })).not.toContain("ServiceAccount");
  expect(names({ enable: ["AlwaysPullImages"] }).indexOf("AlwaysPullImages")).toBeLessThan(
    names({ enable: ["AlwaysPullImages"] }).indexOf("PodSecurity"),
  );
  expect(names({ enable: ["LimitRanger"], disable: ["*"] })).toEqual(["LimitRanger"]);
});

test.for([
  [{ enable: ["LimitRange"] }, /no admission plugin "LimitRange"; there are .*LimitRanger/],
  [{ disable: ["ImagePolicyWebhook"] }, /ImagePolicyWebhook is not built here/],
  [{ enable: ["Priority"], disable: ["Priority"] }, /Priority is both enabled and disabled/],
] as const)("a name that means nothing here is refused: %j", ([switches, problem]) => {
  expect(() => chainOf(switches)).toThrow(problem);
});

test("plugins that have nothing to do at this version may be named", () => {
  expect(names({ disable: ["NodeDeclaredFeatureValidator"] })).toEqual(names({}));
  expect(pluginNames).not.toContain("NodeDeclaredFeatureValidator");
});
