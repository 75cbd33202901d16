// Checks the page with axe-core, in both colour schemes and on a narrow screen, and with html-validate.
import { address, file, main, require, tab } from "./browser.mjs";

const axe = require.resolve("axe-core/axe.min.js");

async function audit(browser, options) {
  const page = await tab(browser, [], { bypassCSP: true, ...options });
  await page.goto(address);
  await page.evaluate(() => document.querySelectorAll("details.case").forEach((item, at) => { item.open = at < 8; }));
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" ")}`);
}

main(async (browser) => {
  const { HtmlValidate, FileSystemConfigLoader } = require("html-validate");
  // Bodies keep the trailing spaces of their lines.
  const rules = { "no-trailing-whitespace": "off" };
  const loader = new FileSystemConfigLoader({ root: true, extends: ["html-validate:recommended"], rules });
  const report = await new HtmlValidate(loader).validateFile(file);
  const said = report.results.flatMap((result) => result.messages);
  const narrow = { viewport: { width: 400, height: 800 } };
  return {
    axe: {
      light: await audit(browser, {}),
      dark: await audit(browser, { colorScheme: "dark" }),
      narrow: await audit(browser, narrow),
    },
    "html-validate": [...new Set(said.map((message) => `${message.ruleId}: ${message.message}`))].slice(0, 20),
  };
});
