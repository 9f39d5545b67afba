/**
 * Nothing of the site, and nothing a reader drops into it, leaves its origin. Inline scripts are Starlight's own
 * (theme before first paint); WebAssembly is its search.
 */
export const contentSecurityPolicy: string = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'self'",
  "form-action 'none'",
].join("; ");
