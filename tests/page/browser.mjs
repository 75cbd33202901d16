// What the scripts beside this one share: a browser on one page, and everything it complains of.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const require = createRequire(join(process.env.STATUSQUO_NODE_MODULES, "_"));
export const file = process.argv[2];
export const address = pathToFileURL(file).href;

const { chromium } = require("playwright-core");

// Opens a browser, hands it to the work, closes it, and prints what the work found out.
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

// A tab that writes down errors, messages, dialogs, breaches of the policy, and requests for anything but the page.
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
