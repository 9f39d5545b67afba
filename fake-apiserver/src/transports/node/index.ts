export type { FreshClusterOptions } from "../cluster-host.ts";
export type { ServeOptions, TlsOptions } from "./http-server.ts";
export { type ListenOptions, listen } from "./listen.ts";
export { createAdministrator, type LocalServer, type LocalServerOptions } from "./local-server.ts";
export { openApiDescriptions } from "./openapi-descriptions.ts";
export { createWebhookClient, type WebhookClientOptions } from "./webhook-client.ts";
