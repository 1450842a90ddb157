// node lighthouse.mjs '{"urls": [...], "categories": [...], "runs": 1}' -> JSON: url -> [run -> {scores, failed}]
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const { urls, categories, runs } = JSON.parse(process.argv[2]);
const chrome = await launch({ chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"] });
const found = {};
for (const url of urls) {
  found[url] = [];
  for (let run = 0; run < runs; run += 1) {
    const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: categories, logLevel: "silent", output: "json" });
    const scores = Object.fromEntries(Object.entries(lhr.categories).map(([name, { score }]) => [name, score === null ? null : Math.round(score * 100)]));
    const counted = Object.values(lhr.categories).flatMap(({ auditRefs }) => auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => id));
    const failed = counted.filter((id) => lhr.audits[id].score !== null && lhr.audits[id].score < 1)
      .map((id) => `${id}: ${JSON.stringify(lhr.audits[id].details?.items?.slice(0, 3) ?? lhr.audits[id].displayValue ?? "").slice(0, 600)}`);
    found[url].push({ scores, failed, error: lhr.runtimeError?.message ?? "" });
  }
}
await chrome.kill();
process.stdout.write(JSON.stringify(found));
