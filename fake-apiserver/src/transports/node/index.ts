export type { FreshClusterOptions } from "../cluster-host.ts";
export type { ServeOptions } from "./http/http-server.ts";
export { type ListenOptions, listen } from "./http/listen.ts";
export type { NamedCertificate, TlsOptions } from "./http/tls-options.ts";
export { createAdministrator, type LocalServer, type LocalServerOptions } from "./local-server.ts";
export { openApiDescriptions } from "./openapi-descriptions.ts";
export { createWebhookClient, type WebhookClientOptions } from "./webhook-client.ts";
