// Every text of the page in both languages. `say(key, values)` fills {names}; `both` picks from {en, zh}.
export const WORDS = {
  en: {
    skip: "To the answer", colon: ": ", semicolon: "; ", scenario: "Scenario", bring: "Bring a scenario…", about: "What it leaves out", what_if: "What if …",
    reform: "Reform", staffing: "Staffing", figures: "Figures within their range", search: "Search", reset: "Back to the scenario",
    keep: "Keep this version", link: "Copy link", report: "Report (HTML)", workbook: "Excel", yaml: "Scenario (YAML)",
    versions: "Versions side by side", version: "Version {n}", remove: "remove", show: "show", map: "The process, step by step",
    map_hint: "Darker: cases queue longer there. Press play to watch cases move and see where they pile up.",
    speed: "Speed", from_day: "From day", enlarge: "Enlarge", play: "▶ Play", stop: "■ Stop", distribution: "How long cases take, against the limit",
    delay: "Who holds the case", delay_hint: "Mean days per case by who has it; time of several at once counts for each.",
    people: "People", inside: "Cases inside", foot: "Shixian runs on this machine; nothing leaves it.",
    met: "met", missed: "missed", undecided: "undecided", borderline: "borderline", required: "required", at_most: "at most", at_least: "at least",
    mean: "mean", median: "median", total: "total", against: "against {variant}",
    rests: "Rests on {n} figures, {k} of them assumed", unsourced: ", {u} without a source",
    measure: "measure {n}", measures: "measures {n}",
    running: "Running {n} replications …", known: "After {n} of up to 640 replications", done: "{n} replications: every verdict is decided", full: "All 640 replications are done",
    paused: "Paused after {n} replications", pause: "Pause", go_on: "Go on", today: "today", assumed_here: "range {low} … {high}",
    fewest: "How many are needed?", fewest_busy: "Looking …", fewest_is: "{n} is the fewest with which every target is met.",
    fewest_none: "Even {n} do not meet every target: {target} is {verdict}.", fewest_less: " With {n}, {target} is {verdict}.",
    pool: "People", staff: "Staff", utilisation: "Busy", overtime: "Overtime", queue: "Mean wait", queue90: "9 in 10 wait at most", length: "Queue (mean)",
    copied: "The link is in the clipboard. It opens this state on this machine.", saved: "Saved: {name}", too_long: "That takes too long here: use the command line.",
    no_server: "The server does not answer. Is it still running?", no_token: "This tab does not belong to the running server. Open the address that sim serve printed when it started; links work in the same browser from then on.", again: "Something went wrong while this was worked out. Move any control to try again.", refused: "The server refused: {why}", wrong: "This cannot be run:",
    beyond: "{share} beyond {limit}", below: "{share} below {limit}", unfinished: "{share} unfinished", share_of: "share of cases", days_axis: "days since {start}",
    cases: "cases", visits: "{n} visits a run", waits: "queue {t}", takes: "in all {t}", crowd: "{waiting} wait, {working} in hand", crowd_waits: "{waiting} wait", crowd_works: "{working} in hand", changed: "changed: {n}", no_targets: "This scenario has no targets.",
    warm_up: "warm-up", stands: "clock stands still", loading: "Loading …", all_shown: "{n} figures", some_shown: "{n} of {m} figures",
    kind_statute: "statute", kind_statistic: "statistic", kind_plan: "plan", kind_published: "published", kind_log: "log", kind_expert: "expert", kind_assumption: "assumption",
  },
  zh: {
    skip: "跳到结论", colon: "：", semicolon: "；", scenario: "情景", bring: "导入情景…", about: "未包括的内容", what_if: "假如……",
    reform: "改革", staffing: "人员配置", figures: "参数（在合理范围内调整）", search: "查找", reset: "恢复原情景",
    keep: "保留此版本", link: "复制链接", report: "报告（HTML）", workbook: "Excel", yaml: "情景文件（YAML）",
    versions: "各版本对照", version: "版本 {n}", remove: "删除", show: "查看", map: "流程图：逐个环节",
    map_hint: "颜色越深，案件在该环节排队越久。点击播放，可看案件流动、在哪里积压。",
    speed: "速度", from_day: "起始日", enlarge: "放大", play: "▶ 播放", stop: "■ 停止", distribution: "办理时间分布与时限",
    delay: "案件在谁手中", delay_hint: "每件案件由各方持有的平均天数；几方同时持有时分别计入。",
    people: "人员", inside: "在办案件数", foot: "时限在本机运行，数据不离开本机。",
    met: "达到", missed: "未达到", undecided: "未定", borderline: "临界", required: "要求", at_most: "不超过", at_least: "不少于",
    mean: "平均", median: "中位数", total: "合计", against: "与{variant}相比",
    rests: "依据 {n} 个参数，其中 {k} 个为假设", unsourced: "，{u} 个无出处",
    measure: "措施 {n}", measures: "措施 {n}",
    running: "正在运行 {n} 次重复……", known: "已完成 {n} 次重复（最多 640 次）", done: "{n} 次重复：各项结论均已确定", full: "640 次重复全部完成",
    paused: "已暂停，完成 {n} 次重复", pause: "暂停", go_on: "继续", today: "现状", assumed_here: "范围 {low} … {high}",
    fewest: "需要几人？", fewest_busy: "正在查找……", fewest_is: "至少 {n} 人才能达到全部目标。",
    fewest_none: "即使 {n} 人也不能达到全部目标：“{target}”{verdict}。", fewest_less: "{n} 人时，“{target}”{verdict}。",
    pool: "人员", staff: "人数", utilisation: "忙碌率", overtime: "加班", queue: "平均等候", queue90: "九成等候不超过", length: "平均排队数",
    copied: "链接已复制，可在本机打开同一状态。", saved: "已保存：{name}", too_long: "运算时间过长，请改用命令行。",
    no_server: "服务器没有响应，是否仍在运行？", no_token: "本页与正在运行的服务器不符。请先打开 sim serve 启动时给出的网址，此后链接可在同一浏览器中使用。", again: "运算中断，请再次调整任一选项重试。", refused: "服务器拒绝：{why}", wrong: "无法运行：",
    beyond: "{share} 超过 {limit}", below: "{share} 低于 {limit}", unfinished: "{share} 未办结", share_of: "案件占比", days_axis: "自 {start} 起的天数",
    cases: "件", visits: "每次运行 {n} 次", waits: "排队 {t}", takes: "共 {t}", crowd: "排队 {waiting}，在办 {working}", crowd_waits: "排队 {waiting}", crowd_works: "在办 {working}", changed: "已改 {n} 项", no_targets: "该情景没有设定目标。",
    warm_up: "预热期", stands: "法定时钟暂停", loading: "正在载入……", all_shown: "共 {n} 个参数", some_shown: "{m} 个参数中的 {n} 个",
    kind_statute: "法定", kind_statistic: "统计", kind_plan: "方案", kind_published: "公开资料", kind_log: "日志", kind_expert: "专家", kind_assumption: "假设",
  },
};

const UNITS = {
  en: { s: "s", min: "min", h: "h", d: "days", w: "weeks", y: "years", wd: "working days", 1: "" },
  zh: { s: "秒", min: "分钟", h: "小时", d: "天", w: "周", y: "年", wd: "个工作日", 1: "" },
};

const PER = {
  en: { s: "second", min: "minute", h: "hour", d: "day", w: "week", y: "year", wd: "working day" },
  zh: { s: "秒", min: "分钟", h: "小时", d: "天", w: "周", y: "年", wd: "个工作日" },
};

let lang = "en";
export const language = () => lang;
export function speak(next) {
  lang = next in WORDS ? next : "en";
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  for (const part of document.querySelectorAll("[data-word]")) part.textContent = say(part.dataset.word);
  for (const part of document.querySelectorAll("[data-lang]")) part.setAttribute("aria-pressed", String(part.dataset.lang === lang));
}
export function say(key, values = {}) {
  const text = WORDS[lang][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
export const both = (text) => (text && typeof text === "object" ? text[lang] || text.en || text.zh : (text ?? ""));

export const percent = (x, digits = 1) => `${(100 * x).toFixed(digits)}%`;
export function number(x) {
  if (x === null || x === undefined) return "–";
  const size = Math.abs(x);
  return new Intl.NumberFormat(lang === "zh" ? "zh-CN" : "en", { maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2 }).format(x);
}
export const quantity = (x, unit) => united(number(x), unit);
function united(text, unit) {
  const name = UNITS[lang][unit] ?? unit;
  const gap = lang === "zh" && unit !== "1" && unit in UNITS.zh ? "" : " ";
  return name ? `${text}${gap}${name}` : text;
}
// An estimate and the longer arm of its interval, with one digit of the arm, as in reports.
export function within(x, arm, unit) {
  if (!(arm > 0)) return quantity(x, unit);
  const digits = Math.max(0, Math.min(-Math.floor(Math.log10(arm)), 4));
  const fixed = (y) => y.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return united(`${fixed(x)} ± ${fixed(arm)}`, unit);
}
// A figure with its unit as the language of scenarios writes it: "3 h", "4000 per y".
export function valued(x, unit) {
  if (!unit) return number(x);
  const per = unit.startsWith("per ") ? unit.slice(4) : null;
  if (!per) return quantity(x, unit);
  return lang === "zh" ? `每${PER.zh[per] ?? per}${number(x)}` : `${number(x)} per ${PER.en[per] ?? per}`;
}
export function minutes(x) {
  if (x === null || x === undefined) return "–";
  if (x < 90) return quantity(x, "min");
  return x < 48 * 60 ? quantity(x / 60, "h") : quantity(x / 1440, "d");
}
