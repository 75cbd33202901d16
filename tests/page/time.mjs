// Measures the time until a page is shown and until it is loaded.
import { address, main, tab } from "./browser.mjs";

main(async (browser) => {
  const page = await tab(browser, []);
  await page.goto(address);
  return page.evaluate(async () => ({
    cases: document.querySelectorAll("details.case").length,
    elements: document.querySelectorAll("*").length,
    "first-paint-ms": performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    "loaded-ms": performance.getEntriesByType("navigation")[0].loadEventStart,
  }));
});
