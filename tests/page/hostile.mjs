// Opens a page full of hostile text, with and without its policy: no script runs, and no text becomes an element.
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { address, file, main, tab } from "./browser.mjs";

const OURS = new Set(("html head meta title style body a header p h1 h2 h3 h4 span div svg rect ul ol li b i strong dl dt dd code " +
  "time nav main search section table caption thead tbody tr th td article details summary pre mark label input fieldset legend " +
  "button kbd footer script").split(" "));

async function visit(page, where) {
  await page.goto(where);
  await page.click("#open");
  await page.fill("#search", "script");
  await page.mouse.move(300, 300);
  await page.waitForTimeout(200);
}

main(async (browser) => {
  const facts = { complaints: [], "without-policy": [] };
  const page = await tab(browser, facts.complaints);
  await visit(page, address);
  facts.scripts = await page.locator("script").count();
  facts.foreign = await page.evaluate((ours) => [...document.querySelectorAll("*")]
    .filter((item) => !ours.includes(item.localName) || [...item.attributes].some((attribute) => attribute.name.startsWith("on")))
    .map((item) => item.outerHTML.slice(0, 80)), [...OURS]);

  // The policy is the second line of defence. The escaping must be safe without the policy.
  const text = await readFile(file, "utf8");
  const bare = file.replace(".html", "-bare.html");
  await writeFile(bare, text.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""));
  const unguarded = await browser.newPage();
  unguarded.on("dialog", (dialog) => { facts["without-policy"].push(dialog.message()); dialog.dismiss(); });
  unguarded.on("pageerror", (error) => facts["without-policy"].push(error.message));
  unguarded.on("request", (request) => {
    if (!request.url().startsWith("file:")) facts["without-policy"].push(request.url());
  });
  await visit(unguarded, pathToFileURL(bare).href);
  return facts;
});
