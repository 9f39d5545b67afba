import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { send } from "../testing/send.ts";

const path = "/api/v1/namespaces/default/configmaps";
const body = JSON.stringify({ metadata: { name: "a" } });

function lab(answer: { readonly allowed: boolean; readonly status?: { readonly code: number } }) {
  const cluster = createCluster({
    webhooks: { functions: { "hook.example.com": () => answer } },
  });
  cluster.apply({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "hook" },
    webhooks: [
      {
        name: "hook.example.com",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        clientConfig: { url: "https://hook.example.com/" },
        rules: [
          {
            apiGroups: [""],
            apiVersions: ["v1"],
            operations: ["CREATE"],
            resources: ["configmaps"],
          },
        ],
      },
    ],
  } as Parameters<typeof cluster.apply>[0]);
  const lines = (): readonly string[] => {
    const told = send(cluster, "GET", "/metrics").body;
    return told.kind === "text" ? told.text.split("\n") : [];
  };
  return { cluster, lines };
}

const hook = 'name="hook.example.com",operation="CREATE"';

test("an object that the chain took is counted for each half, each plugin that was asked, and each webhook", () => {
  const { cluster, lines } = lab({ allowed: true });
  const before = lines();
  send(cluster, "POST", path, { body });

  const counted = 'apiserver_admission_step_admission_duration_seconds_count{operation="CREATE"';
  const countOf = (told: readonly string[], start: string): number =>
    Number(
      told
        .find((line) => line.startsWith(start))
        ?.split(" ")
        .at(-1) ?? 0,
    );
  for (const type of ["admit", "validate"]) {
    const start = `${counted},rejected="false",type="${type}"}`;
    expect(countOf(lines(), start) - countOf(before, start)).toBe(1);
  }
  expect(lines()).toContain(
    `apiserver_admission_webhook_request_total{code="200",${hook},rejected="false",type="validating"} 1`,
  );
});

test("who refused is told, and nobody behind it is counted", () => {
  const { cluster, lines } = lab({ allowed: false, status: { code: 418 } });
  send(cluster, "POST", path, { body });

  const plugin = (name: string): string =>
    `apiserver_admission_controller_admission_duration_seconds_count{name="${name}",operation="CREATE",rejected="true",type="validate"} 1`;
  expect(lines()).toContain(plugin("ValidatingAdmissionWebhook"));
  expect(lines()).not.toContain(plugin("ResourceQuota"));
  expect(lines()).toContain(
    `apiserver_admission_webhook_rejection_count{error_type="no_error",${hook},rejection_code="418",type="validating"} 1`,
  );
});
