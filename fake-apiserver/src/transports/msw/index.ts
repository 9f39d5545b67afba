export { type MswHandlersOptions, type MswServable, mswHandlers } from "./msw-handlers.ts";
