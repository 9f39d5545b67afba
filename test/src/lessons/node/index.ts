/** The lessons, read from their files. For Node only. */
export {
  type LessonFolder,
  lessonFolders,
  lessonScenarios,
  lessonsFolder,
  readLessons,
} from "./read-lessons.ts";
