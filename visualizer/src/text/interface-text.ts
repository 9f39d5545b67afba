import type { Language } from "../model/story.ts";

/** A word or sentence of the controls around the drawing. */
export type InterfaceWord =
  | "picture"
  | "toolbar"
  | "timeline"
  | "start"
  | "previousBeat"
  | "back"
  | "play"
  | "pause"
  | "forward"
  | "nextBeat"
  | "end"
  | "size"
  | "line"
  | "hop"
  | "beat"
  | "speed"
  | "fork"
  | "compare"
  | "table"
  | "why"
  | "help"
  | "language"
  | "close"
  | "step"
  | "of"
  | "goTo"
  | "goToHint"
  | "forkTitle"
  | "forkHint"
  | "forkSound"
  | "forkUnsound"
  | "forking"
  | "forkFailed"
  | "original"
  | "firstDifference"
  | "converged"
  | "sameEnd"
  | "differentEnd"
  | "nothingDiffers"
  | "inspector"
  | "nothingSelected"
  | "whyHere"
  | "object"
  | "changedSince"
  | "version"
  | "uid"
  | "jump"
  | "gone"
  | "dropHere"
  | "dropNot"
  | "loading"
  | "noTrace"
  | "noTraceHint"
  | "broken"
  | "live"
  | "follow"
  | "liveEnded"
  | "liveFull"
  | "filter"
  | "state"
  | "records"
  | "lane"
  | "key"
  | "what"
  | "when"
  | "shown"
  | "informer"
  | "share"
  | "copied"
  | "scaleEvents"
  | "scaleTime"
  | "zoomIn"
  | "zoomOut"
  | "zoomAll"
  | "bookmark"
  | "keys"
  | "flavour"
  | "motion"
  | "kb.play"
  | "kb.step"
  | "kb.beat"
  | "kb.line"
  | "kb.ends"
  | "kb.object"
  | "kb.trouble"
  | "kb.lane"
  | "kb.rows"
  | "kb.select"
  | "kb.zoom"
  | "kb.pan"
  | "kb.go"
  | "kb.fork"
  | "kb.compare"
  | "kb.bookmark"
  | "kb.why"
  | "kb.table"
  | "kb.language"
  | "kb.motion"
  | "kb.help"
  | "kb.escape"
  | "unknownStep"
  | "copyFailed"
  | "seedOfRun"
  | "managedFields"
  | "dropBranch"
  | "more";

/** Every word in one language. */
export type InterfaceText = Readonly<Record<InterfaceWord, string>>;

const en: InterfaceText = {
  picture: "The way of an object through the informer",
  toolbar: "Step controls",
  timeline: "Timeline",
  start: "To the start",
  previousBeat: "Previous beat",
  back: "One step back",
  play: "Play",
  pause: "Pause",
  forward: "One step forward",
  nextBeat: "Next beat",
  end: "To the end",
  size: "Step size",
  line: "line",
  hop: "hop",
  beat: "beat",
  speed: "Speed",
  fork: "Fork here",
  compare: "Compare",
  table: "Table",
  why: "Why is this here?",
  help: "Keys",
  language: "中文",
  close: "Close",
  step: "step",
  of: "of",
  goTo: "Go to",
  goToHint: "a step (12), or a time (1.2s)",
  forkTitle: "What if, right here …",
  forkHint: "The run is forked at step {step}. Both futures stay.",
  forkSound: "A real cluster could do this",
  forkUnsound: "This breaks Kubernetes’ promises",
  forking: "Running the other future …",
  forkFailed: "The fork could not be run: {error}",
  original: "As it was",
  firstDifference: "first difference",
  converged: "same again (converged)",
  sameEnd: "same end state",
  differentEnd: "a different end state",
  nothingDiffers: "nothing differs",
  inspector: "Inspector",
  nothingSelected:
    "Select a row or a token in the picture, then this panel tells how it got there.",
  whyHere: "Why is this here?",
  object: "Object",
  changedSince: "changed since {version}",
  version: "version",
  uid: "uid",
  jump: "go there",
  gone: "This is no longer in the picture at this step.",
  dropHere: "Drop the trace here",
  dropNot: "Only one file at a time; a trace is JSON lines.",
  loading: "Loading the trace …",
  noTrace: "No trace yet",
  noTraceHint: "Drop a trace file (JSON lines) here, or set src, trace or source.",
  broken: "This trace cannot be shown",
  live: "live",
  follow: "Follow",
  liveEnded: "The live source has ended.",
  liveFull: "The limit of records is reached; the live source is read no further.",
  filter: "Filter records",
  state: "State at this step",
  records: "Records",
  lane: "Lane",
  key: "Key",
  what: "What happens",
  when: "Time",
  shown: "{shown} of {all} records",
  informer: "Informer",
  share: "Copy link",
  copied: "Link copied",
  copyFailed: "The link could not be copied; it is: {link}",
  scaleEvents: "Every step equally wide",
  scaleTime: "Scaled by time",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  zoomAll: "Show all",
  bookmark: "Bookmark",
  keys: "Keys",
  flavour: "Queue",
  motion: "Motion",
  unknownStep: "There is no step “{text}”; this trace has steps 0 to {last}.",
  seedOfRun: "Run",
  managedFields: "managedFields folded",
  dropBranch: "Drop this future",
  more: "More controls",
  "kb.play": "play or pause",
  "kb.step": "step at the chosen size",
  "kb.beat": "next, previous beat",
  "kb.line": "one record forward, back",
  "kb.ends": "to the start, to the end",
  "kb.object": "next, previous record of the selected object",
  "kb.trouble": "next, previous fault",
  "kb.lane": "to a lane",
  "kb.rows": "from row to row",
  "kb.select": "select the row",
  "kb.zoom": "zoom the timeline; all of it",
  "kb.pan": "zoom and pan the timeline",
  "kb.go": "go to a step or a time",
  "kb.fork": "fork here",
  "kb.compare": "compare two futures",
  "kb.bookmark": "bookmark this step",
  "kb.why": "why is this here?",
  "kb.table": "everything as tables",
  "kb.language": "other language",
  "kb.motion": "less or more motion",
  "kb.help": "these keys",
  "kb.escape": "close, leave",
};

const zh: InterfaceText = {
  picture: "对象在 informer 中的一路",
  toolbar: "步进控制",
  timeline: "时间线",
  start: "回到开头",
  previousBeat: "上一个节拍",
  back: "后退一步",
  play: "播放",
  pause: "暂停",
  forward: "前进一步",
  nextBeat: "下一个节拍",
  end: "到结尾",
  size: "步长",
  line: "逐条",
  hop: "逐跳",
  beat: "节拍",
  speed: "速度",
  fork: "在此分叉",
  compare: "对比",
  table: "表格",
  why: "它为什么在这里？",
  help: "按键",
  language: "English",
  close: "关闭",
  step: "第",
  of: "步，共",
  goTo: "跳到",
  goToHint: "步号（12）或时间（1.2s）",
  forkTitle: "如果就在此刻……",
  forkHint: "从第 {step} 步分叉。两个未来都会保留。",
  forkSound: "真实集群里会发生的",
  forkUnsound: "违背 Kubernetes 承诺的",
  forking: "正在运行另一个未来……",
  forkFailed: "无法运行这个分叉：{error}",
  original: "原来的样子",
  firstDifference: "首个差异",
  converged: "再次一致（已收敛）",
  sameEnd: "最终状态相同",
  differentEnd: "最终状态不同",
  nothingDiffers: "没有差异",
  inspector: "检查器",
  nothingSelected: "在图中选一行或一个标记，这里会说明它是怎么来的。",
  whyHere: "它为什么在这里？",
  object: "对象",
  changedSince: "自 {version} 以来的变化",
  version: "版本",
  uid: "uid",
  jump: "跳到那里",
  gone: "在这一步，它已不在图中。",
  dropHere: "把 trace 文件放在这里",
  dropNot: "一次只能放一个文件；trace 是 JSON lines。",
  loading: "正在载入 trace……",
  noTrace: "还没有 trace",
  noTraceHint: "把 trace 文件（JSON lines）拖到这里，或设置 src、trace 或 source。",
  broken: "无法显示这个 trace",
  live: "实时",
  follow: "跟随",
  liveEnded: "实时来源已结束。",
  liveFull: "记录数已达上限，不再读取实时来源。",
  filter: "筛选记录",
  state: "这一步的状态",
  records: "记录",
  lane: "泳道",
  key: "键",
  what: "发生了什么",
  when: "时间",
  shown: "显示 {shown} 条，共 {all} 条记录",
  informer: "Informer",
  share: "复制链接",
  copied: "链接已复制",
  copyFailed: "无法复制链接，它是：{link}",
  scaleEvents: "每步等宽",
  scaleTime: "按时间缩放",
  zoomIn: "放大",
  zoomOut: "缩小",
  zoomAll: "显示全部",
  bookmark: "书签",
  keys: "按键",
  flavour: "队列",
  motion: "动画",
  unknownStep: "没有“{text}”这一步；这个 trace 有第 0 到 {last} 步。",
  seedOfRun: "运行",
  managedFields: "managedFields 已折叠",
  dropBranch: "去掉这个未来",
  more: "更多控制",
  "kb.play": "播放或暂停",
  "kb.step": "按所选步长走",
  "kb.beat": "下一个、上一个节拍",
  "kb.line": "前进、后退一条记录",
  "kb.ends": "到开头、到结尾",
  "kb.object": "所选对象的下一条、上一条记录",
  "kb.trouble": "下一个、上一个故障",
  "kb.lane": "到某条泳道",
  "kb.rows": "逐行移动",
  "kb.select": "选中这一行",
  "kb.zoom": "缩放时间线；显示全部",
  "kb.pan": "缩放和平移时间线",
  "kb.go": "跳到某步或某时刻",
  "kb.fork": "在此分叉",
  "kb.compare": "对比两个未来",
  "kb.bookmark": "给这一步加书签",
  "kb.why": "它为什么在这里？",
  "kb.table": "以表格显示一切",
  "kb.language": "切换语言",
  "kb.motion": "减少或恢复动画",
  "kb.help": "按键说明",
  "kb.escape": "关闭、离开",
};

const texts: Readonly<Record<Language, InterfaceText>> = { en, "zh-CN": zh };

/** The controls' words in one language. */
export function interfaceText(language: Language): InterfaceText {
  return texts[language];
}

/** Puts values into a word's holes: `{step}`. */
export function fillWord(word: string, values: Readonly<Record<string, string | number>>): string {
  return word.replaceAll(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}
