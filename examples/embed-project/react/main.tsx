import "@informerlab/visualizer/define";
import type { StepDetail } from "@informerlab/visualizer";
import { type HTMLAttributes, useState } from "react";
import { createRoot } from "react-dom/client";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "informer-visualizer": HTMLAttributes<HTMLElement> & {
        src?: string;
        size?: "line" | "hop" | "beat";
        "oninformer-step"?: (event: CustomEvent<StepDetail>) => void;
      };
    }
  }
}

function Picture() {
  const [told, setTold] = useState("");
  return (
    <>
      <informer-visualizer
        src="/run.jsonl"
        size="hop"
        oninformer-step={({ detail }) => setTold(detail.sentence)}
      />
      <p id="told">{told}</p>
    </>
  );
}

createRoot(document.getElementById("app") as HTMLElement).render(<Picture />);
