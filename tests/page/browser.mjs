// Shared code of the scripts in this folder: a browser with one page, and a log of all errors of the page.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const require = createRequire(join(process.env.STATUSQUO_NODE_MODULES, "_"));
export const file = process.argv[2];
export const address = pathToFileURL(file).href;

const { chromium } = require("playwright-core");

// Opens a browser, passes it to the work function, closes it, and prints the result of the work function.
export async function main(work) {
  const browser = await chromium.launch({
    executablePath: process.env.STATUSQUO_BROWSER,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  try {
    console.log(JSON.stringify(await work(browser)));
  } finally {
    await browser.close();
  }
}

// Opens a tab that logs errors, messages, dialogs, policy violations, and requests for anything except the page.
export async function tab(browser, complaints, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address.split("#")[0])) complaints.push(`request: ${request.url()}`);
  });
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  }).catch(() => {});
  return page;
}

export const shown = (page) =>
  page.locator("details.case").evaluateAll((cases) => cases.filter((item) => item.getClientRects().length > 0 && !item.hidden).length);
