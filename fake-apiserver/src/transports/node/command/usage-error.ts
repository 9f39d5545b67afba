import { dirname } from "node:path";

/** Something the user asked for cannot be had. Its message is all that is shown: no stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What is wrong with a file that was to be written, in words: a missing folder is named. */
export function writeProblem(error: unknown, path: string): string {
  return (error as NodeJS.ErrnoException).code === "ENOENT"
    ? `there is no folder ${dirname(path)}`
    : fileProblem(error);
}

/** What is wrong with a file, in words: from the host's error code. */
export function fileProblem(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "EISDIR":
      return "this is a folder, a file is wanted";
    case "ENOTDIR":
      return "a part of the path is a file, not a folder";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "no space is left on the device";
    default:
      return message;
  }
}
