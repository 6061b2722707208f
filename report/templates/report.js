// The page works without this. It opens what a link points into, opens or closes a theme's areas together, and filters.
"use strict";
(() => {
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let box = target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && link.hash === location.hash) reveal();
  });
  for (const theme of document.querySelectorAll(".theme")) {
    const boxes = [...theme.querySelectorAll(".by-area > details")];
    if (boxes.length < 2) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Open all areas";
    button.setAttribute("aria-describedby", theme.id + "-heading");
    button.addEventListener("click", () => {
      const open = boxes.some((box) => !box.open);
      for (const box of boxes) box.open = open;
      button.textContent = open ? "Close all areas" : "Open all areas";
    });
    boxes[0].before(button);
  }
  const FEW = 30; // quotes that are left: they are opened at once
  const frames = [...document.querySelectorAll(".frame")];
  const edges = () => {
    for (const frame of frames) {
      const box = frame.querySelector(".scroll");
      frame.classList.toggle("wide", box.scrollWidth > box.clientWidth + 1);
      frame.classList.toggle("more", box.scrollLeft + box.clientWidth < box.scrollWidth - 1);
    }
  };
  for (const frame of frames) frame.querySelector(".scroll").addEventListener("scroll", edges, { passive: true });
  addEventListener("resize", edges);
  edges();
  const form = document.getElementById("filter");
  const field = (name) => form.elements.namedItem("filter-" + name)?.value ?? "";
  const quotes = [...document.querySelectorAll(".theme .quote")].map((box) => ({
    box,
    theme: box.closest(".theme").id,
    place: box.closest("details[data-area]") ?? box,
    programme: box.closest("details[data-area]")?.dataset.programme ?? "",
    text: box.firstElementChild.textContent.toLowerCase(),
  }));
  const opened = new Set();
  const open = (box) => {
    if (!box.open) opened.add(box);
    box.open = true;
  };
  const filter = () => {
    for (const box of opened) box.open = false;
    opened.clear();
    const words = field("words").toLowerCase().split(/\s+/).filter(Boolean);
    const [valence, area, theme, programme] = ["valence", "area", "theme", "programme"].map(field);
    const here = (box) =>
      (!area || box.dataset.area === area) && (!programme || !box.dataset.programme || box.dataset.programme === programme);
    const left = new Set();
    const places = new Set();
    const areas = new Set();
    let count = 0;
    for (const quote of quotes) {
      const kept =
        here(quote.place) && (!theme || quote.theme === theme) && (!valence || quote.box.classList.contains(valence)) &&
        words.every((word) => quote.text.includes(word));
      quote.box.hidden = !kept;
      if (!kept) continue;
      left.add(quote.theme);
      places.add(quote.place);
      if (quote.place === quote.box) continue;
      count += 1;
      areas.add(quote.place.dataset.area);
    }
    const narrowed = Boolean(valence || words.length);
    const all = !(narrowed || area || theme || programme);
    for (const section of document.querySelectorAll(".theme")) {
      section.hidden = theme ? section.id !== theme : (narrowed || Boolean(area || programme)) && !left.has(section.id);
      for (const column of section.querySelectorAll(".columns > div")) {
        column.hidden = [...column.querySelectorAll(".quote")].every((box) => box.hidden);
      }
      const boxes = [...section.querySelectorAll("details[data-area]")];
      for (const box of boxes) box.hidden = !here(box) || (narrowed && !places.has(box));
      const outer = section.querySelector(".by-area");
      if (outer) outer.hidden = boxes.every((box) => box.hidden);
      if (outer && !section.hidden && (narrowed || area || programme)) open(outer);
      if (!all && !section.hidden && count <= FEW) boxes.filter((box) => places.has(box)).forEach(open);
      const button = section.querySelector(".by-area button");
      if (button) button.hidden = boxes.filter((box) => !box.hidden).length < 2;
    }
    for (const box of document.querySelectorAll(".area, .matrix tr[data-area]")) box.hidden = !here(box);
    for (const cell of document.querySelectorAll(".matrix [data-theme]")) {
      cell.hidden = Boolean(theme) && cell.dataset.theme !== theme;
    }
    for (const row of document.querySelectorAll(".matrix .groups")) row.hidden = Boolean(theme);
    for (const frame of frames) {
      const some = (cells) => [...frame.querySelectorAll(cells)].some((box) => !box.hidden);
      frame.hidden = !all && !(some("th[data-theme]") && some("tr[data-area]"));
    }
    // Charts show everything: under a filter they would say something else than what stands around them.
    for (const box of document.querySelectorAll("#charts, nav li:has(a[href='#charts'])")) box.hidden = !all;
    for (const part of ["themes", "areas"]) {
      const its = [...document.querySelectorAll(`#${part} .${part.slice(0, -1)}`)];
      document.getElementById(part).hidden = !all && its.every((box) => box.hidden);
    }
    edges();
    const beyond = document.getElementById("emergent");
    if (beyond) {
      beyond.hidden = [...beyond.querySelectorAll(".theme")].every((section) => section.hidden);
      if (!beyond.hidden && !all) open(beyond);
    }
    const said = `${count.toLocaleString("en-GB")} quote${count === 1 ? "" : "s"} in ${areas.size} area${areas.size === 1 ? "" : "s"}`;
    const first = count && !all && document.querySelector(".theme:not([hidden]) h3");
    const go = document.getElementById("filter-go");
    go.hidden = !first;
    if (first) go.firstElementChild.hash = first.id;
    document.getElementById("filter-says").textContent = all ? "" : `${said} below; the numbers in cells stay those of all quotes.`;
  };
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 150);
  });
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter(); // a browser that comes back keeps what was chosen
  if (location.hash) reveal();
})();
