// What the page can do beyond being read: filters that stand in the address, search, keys, copying.
// Text of the run is only ever read here, never made into markup.
(() => {
  "use strict";
  const filters = document.getElementById("filter");
  const search = document.getElementById("search");
  const boxes = [...filters.querySelectorAll("input[type=checkbox]")];
  const cases = [...document.querySelectorAll("details.case")];
  const suites = [...document.querySelectorAll(".suite")];
  const texts = new WeakMap();

  // The words of a case, in lower case; made when they are first searched.
  function words(item) {
    let text = texts.get(item);
    if (text === undefined) {
      const suite = item.parentElement.querySelector("h3").textContent;
      text = `${suite} ${item.textContent}`.toLowerCase();
      texts.set(item, text);
    }
    return text;
  }

  // The filter as the address has it: `#?outcome=failed&q=…`; `null` where it names a place in the page.
  function inAddress() {
    const hash = location.hash;
    if (hash !== "" && !hash.startsWith("#?")) return null;
    const asked = new URLSearchParams(hash.slice(2));
    return {
      outcomes: asked.getAll("outcome"),
      code: asked.get("code") ?? "",
      query: asked.get("q") ?? "",
    };
  }

  function inFields() {
    const outcomes = boxes.filter((box) => box.checked).map((box) => box.value);
    return { outcomes, code: filters.dataset.code ?? "", query: search.value };
  }

  function intoFields({ outcomes, code, query }) {
    for (const box of boxes) box.checked = outcomes.includes(box.value);
    filters.dataset.code = code;
    search.value = query;
  }

  function intoAddress({ outcomes, code, query }) {
    const asked = new URLSearchParams();
    for (const outcome of outcomes) asked.append("outcome", outcome);
    if (code !== "") asked.set("code", code);
    if (query !== "") asked.set("q", query);
    const text = asked.toString();
    history.replaceState(null, "", text === "" ? "#?" : `#?${text}`);
  }

  // Shows the cases that have one of the outcomes, the code, and every word of the query.
  function apply({ outcomes, code, query }) {
    const sought = query.toLowerCase().split(/\s+/).filter((word) => word !== "");
    let count = 0;
    for (const item of cases) {
      const own = item.dataset.outcome.split(" ");
      const fits =
        (outcomes.length === 0 || own.some((outcome) => outcomes.includes(outcome))) &&
        (code === "" || item.dataset.code === code) &&
        sought.every((word) => words(item).includes(word));
      item.hidden = !fits;
      if (fits) count += 1;
    }
    for (const suite of suites) {
      suite.hidden = suite.querySelector("details.case:not([hidden])") === null;
    }
    const of = code === "" ? "" : ` that speak for ${code}`;
    document.getElementById("shown").textContent =
      count === cases.length ? `All ${count} cases are shown.` : `${count} of ${cases.length} cases are shown${of}.`;
  }

  function changed() {
    const filter = inFields();
    intoAddress(filter);
    apply(filter);
  }

  function clear() {
    const filter = { outcomes: [], code: "", query: "" };
    intoFields(filter);
    intoAddress(filter);
    apply(filter);
  }

  // Opens the case that the address names, and shows it even where a filter would hide it.
  function arrive() {
    const filter = inAddress();
    if (filter !== null) {
      intoFields(filter);
      apply(filter);
      return;
    }
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const item = place?.closest("details.case");
    if (!item) return;
    if (item.hidden) {
      const all = { outcomes: [], code: "", query: "" };
      intoFields(all);
      apply(all);
    }
    item.open = true;
    item.querySelector("summary").focus({ preventScroll: true });
    place.scrollIntoView();
  }

  function shown() {
    return cases.filter((item) => !item.hidden);
  }

  function step(by) {
    const list = shown();
    const here = list.indexOf(document.activeElement?.closest("details.case"));
    const next = here < 0 ? 0 : Math.min(Math.max(here + by, 0), list.length - 1);
    list[next]?.querySelector("summary").focus();
  }

  async function copy(button, text) {
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page from a file may not write to the clipboard; what is selected can be copied by hand.
      const range = document.createRange();
      range.selectNodeContents(button.parentElement.querySelector("code"));
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      said = document.execCommand("copy") ? "Copied" : "Selected";
    }
    button.textContent = said;
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }

  // Buttons are made when a case is first opened: thousands of them would be slow.
  function withButtons(item) {
    for (const command of item.querySelectorAll(".command")) {
      if (command.querySelector("button")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Copy";
      button.setAttribute("aria-label", `Copy: ${command.querySelector("p").textContent}`);
      button.addEventListener("click", () => copy(button, command.querySelector("code").textContent));
      command.append(button);
    }
  }

  filters.hidden = false;
  filters.addEventListener("change", changed);
  search.addEventListener("input", changed);
  document.getElementById("clear").addEventListener("click", clear);
  document.getElementById("open").addEventListener("click", () => {
    for (const item of shown()) item.open = true;
  });
  document.getElementById("close").addEventListener("click", () => {
    for (const item of cases) item.open = false;
  });
  document.getElementById("cases").addEventListener("toggle", (event) => {
    if (event.target.open) withButtons(event.target);
  }, true);
  document.querySelector(".chart")?.addEventListener("click", (event) => {
    const to = event.target.dataset.to;
    if (to) location.hash = to;
  });
  addEventListener("hashchange", arrive);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Escape" && event.target === search) {
      clear();
      search.blur();
    } else if (typing) {
      return;
    } else if (event.key === "/") {
      event.preventDefault();
      search.focus();
    } else if (event.key === "j") {
      step(1);
    } else if (event.key === "k") {
      step(-1);
    }
  });
  arrive();
})();
