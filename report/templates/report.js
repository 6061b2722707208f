// The page works without this. It opens what a link points into, and opens or closes a theme's areas together.
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
    const boxes = [...theme.querySelectorAll("details")];
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
  if (location.hash) reveal();
})();
