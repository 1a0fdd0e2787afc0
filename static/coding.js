// Coding at the keyboard's speed: 1–9 and 0 tick, Enter saves. The page works without this file.
"use strict";

const form = document.querySelector("form[data-coding]");

document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("a, button, summary, select, textarea, input:not([type=checkbox])")) return;
  if (event.key === "Enter") {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  const box = /^[0-9]$/.test(event.key) && form.querySelector(`[data-key="${event.key}"]`);
  if (!box) return;
  event.preventDefault();
  box.checked = !box.checked;
});
