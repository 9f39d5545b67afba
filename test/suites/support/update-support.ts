import { writeSupportPages } from "./support-page.ts";

writeSupportPages();
