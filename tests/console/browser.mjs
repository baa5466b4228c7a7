// Debian's Chromium on behalf of a test: each line of standard input is a command in JSON, each line
// of standard output its answer. Nothing but the page's own origin is reachable, and what the page
// tries beside it, what its policy refuses and what it writes to the console is kept and told.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core");
const patience = 60000;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const windows = new Map();
let name = "first";
let page;
let complaints = [];
let typed = new Set();
let clicks = 0;

const at = (id) => page.getByTestId(id).first();

const commands = {
  // Whatever follows is done in that window; it is there from its first open() on.
  async window({ name: next }) {
    windows.set(name, { page, complaints, typed, clicks });
    name = next;
    ({ page, complaints, typed, clicks } = windows.get(next) ?? { complaints: [], typed: new Set(), clicks: 0 });
  },
  // A window of its own, with cookies of its own.
  async open({ url, locale = "en-GB", width = 1280, height = 800, scheme = "light" }) {
    await page?.context().close();
    const context = await browser.newContext({
      locale, viewport: { width, height }, colorScheme: scheme, ignoreHTTPSErrors: true,
      reducedMotion: "reduce",  // or axe sees colours on their way from dark to light
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const mine = [];
    complaints = mine;
    typed = new Set();
    clicks = 0;
    const origin = new URL(url).origin;
    await context.route("**/*", (route) => {
      const to = route.request().url();
      if (to.startsWith(origin) || /^(data|blob):/.test(to)) return route.continue();
      mine.push(`asks for ${to}`);
      return route.abort();
    });
    page = await context.newPage();
    page.setDefaultTimeout(patience);
    page.on("console", (said) => {
      if (said.type() === "error") mine.push(`console: ${said.text()}`);
    });
    page.on("pageerror", (error) => mine.push(`error: ${error.message}`));
    await page.goto(url);
  },
  async goto({ url }) { await page.goto(url); },
  async reload() { await page.reload(); },
  async see({ id, text }) {
    const found = text === undefined ? at(id) : page.getByTestId(id).filter({ hasText: text }).first();
    await found.waitFor({ state: "visible" });
    return found.innerText();
  },
  async gone({ id }) { await page.getByTestId(id).first().waitFor({ state: "hidden" }); },
  async read({ id }) {
    await at(id).waitFor({ state: "attached" });
    return at(id).evaluate((node) => node.value ?? node.textContent);
  },
  async all({ id }) { return page.getByTestId(id).allInnerTexts(); },
  async attribute({ id, name }) { return at(id).getAttribute(name); },
  async type({ id, text }) {
    typed.add(id);
    await at(id).fill(text);
  },
  async choose({ id, value }) { await at(id).selectOption(value); },
  async upload({ id, file }) { await at(id).setInputFiles(file); },
  async click({ id }) {
    ++clicks;
    await at(id).click();
  },
  async click_last({ id }) {
    ++clicks;
    await page.getByTestId(id).last().click();
  },
  async press({ key }) { await page.keyboard.press(key); },
  async effort() { return { typed: typed.size, clicks }; },
  async language() { return page.evaluate(() => document.documentElement.lang); },
  async width() { return page.evaluate(() => document.documentElement.scrollWidth); },
  async screenshot({ file, full = true }) { await page.screenshot({ path: file, fullPage: full }); },
  async view({ width, height = 800, scheme }) {
    if (width) await page.setViewportSize({ width, height });
    if (scheme) await page.emulateMedia({ colorScheme: scheme });
  },
  // What axe-core finds wrong with the screen as it is.
  async axe() {
    const session = await page.context().newCDPSession(page);
    const source = (await import("node:fs")).readFileSync(axe, "utf8");
    // By the debugger, which no policy of the page binds.
    await session.send("Runtime.evaluate", { expression: source + ";0" });
    const { result } = await session.send("Runtime.evaluate", {
      expression: `axe.run(document, {resultTypes: ["violations"]}).then((found) => JSON.stringify(
        found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html).join(" | "))))`,
      awaitPromise: true, returnByValue: true,
    });
    return JSON.parse(result.value);
  },
  async complaints() { return complaints; },
  // A call of the API with the page's own session.
  async fetch({ method = "GET", path, body, headers = {} }) {
    return page.evaluate(async ([method, path, body, headers]) => {
      const answer = await fetch(path, { method, headers, body });
      return { status: answer.status, fields: Object.fromEntries(answer.headers), text: await answer.text() };
    }, [method, path, body, headers]);
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...options } = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await commands[name](options)) ?? null };
  } catch (error) {
    answer = { error: `${name} ${JSON.stringify(options)}: ${error.message}` };
    await page?.screenshot({ path: process.env.SCREENSHOT_OF_FAILURE ?? "failure.png" }).catch(() => {});
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
await browser.close();
