import { fileURLToPath } from "node:url";

const text = "hunter2-hunter2-hunter2";

/** The value that no file may show, and everything that it could be read from. */
export const secretValue: { readonly text: string; readonly forms: readonly string[] } = {
  text,
  forms: [text, Buffer.from(text).toString("base64")],
};

/** The words that run a program that reads and writes Secrets in every form, by the variables of `exec`. */
export const askForSecrets: readonly string[] = [
  process.execPath,
  "--conditions=@informerlab/source",
  fileURLToPath(new URL("./ask-for-secrets.ts", import.meta.url)),
];
