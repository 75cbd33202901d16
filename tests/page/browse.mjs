// Uses the page as a reader does: clicks, types, follows addresses, presses keys, prints, and disables scripts.
import { address, main, shown, tab } from "./browser.mjs";

main(async (browser) => {
  const facts = { complaints: [] };
  const page = await tab(browser, facts.complaints);
  await page.goto(address);
  facts.shown = { all: await shown(page) };
  await page.check("input[value=failed]");
  facts.shown.failed = await shown(page);
  facts.address = new URL(page.url()).hash;
  await page.fill("#search", "CASE-13 note");
  facts.shown.searched = await shown(page);
  await page.click("#clear");
  facts.shown.cleared = await shown(page);

  const byAddress = await tab(browser, facts.complaints);
  await byAddress.goto(`${address}#?outcome=failed&q=case-13`);
  facts["by-address"] = {
    shown: await shown(byAddress),
    checked: await byAddress.locator("#filter input:checked").evaluateAll((boxes) => boxes.map((box) => box.value)),
    query: await byAddress.inputValue("#search"),
  };
  await byAddress.goto(`${address}#?code=404+GONE`);
  facts["by-code"] = await shown(byAddress);

  const anchor = await tab(browser, facts.complaints);
  await anchor.goto(address);
  const id = await anchor.locator("details.case .inside").nth(13).getAttribute("id");
  await anchor.goto(`${address}#${id}`);
  const named = anchor.locator("details.case").nth(13);
  facts.anchor = {
    open: await named.evaluate((item) => item.open),
    focused: await named.evaluate((item) => item.contains(document.activeElement)),
  };
  await named.locator(".command button").first().click();

  await page.keyboard.press("/");
  facts.keys = { search: await page.evaluate(() => document.activeElement.id === "search") };
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  facts.keys.next = await page.evaluate(
    () => document.activeElement.parentElement === document.querySelectorAll("details.case")[1]);

  const plain = await tab(browser, facts.complaints, { javaScriptEnabled: false });
  await plain.goto(address);
  const first = plain.locator("details.case").first();
  await first.locator("summary").click();
  facts["without-scripts"] = {
    cases: await plain.locator("details.case").count(),
    form: await plain.locator("#filter").isVisible(),
    opens: await first.locator(".inside").isVisible(),
  };

  const narrow = await tab(browser, facts.complaints, { viewport: { width: 400, height: 800 } });
  await narrow.goto(address);
  await narrow.click("#open");
  facts.wide = await narrow.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((item) => !item.closest(".scroll, nav, .unseen, .skip") && item.getBoundingClientRect().right > 401)
      .map((item) => `${item.tagName}.${item.className}`).slice(0, 5));

  await anchor.goto("about:blank");
  await anchor.goto(address);
  await anchor.emulateMedia({ media: "print" });
  const visible = (outcome) => anchor.locator(`details.case[data-outcome=${outcome}] .inside`).first().evaluate(
    (item) => item.checkVisibility({ contentVisibilityAuto: false }));
  facts.printed = { failed: await visible("failed"), passed: await visible("passed") };
  return facts;
});
