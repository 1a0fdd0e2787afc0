// Small comforts for the staff pages. Every page works without this file.
"use strict";

document.documentElement.classList.add("scripted");

// [data-step="-1"] beside a number field: one less, one more.
function step(button) {
  const input = document.getElementById(button.dataset.for);
  const now = Number.parseInt(input.value, 10) || 0;
  input.value = Math.max(0, now + Number(button.dataset.step));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// [data-undo="id"]: takes back what was last changed in a number field, as often as it was changed on this page.
const earlier = [];
function remember(input) {
  const button = document.querySelector(`[data-undo="${CSS.escape(input.id)}"]`);
  if (!button || input.value === (input.dataset.now ?? input.defaultValue)) return;
  earlier.push(input.dataset.now ?? input.defaultValue);
  input.dataset.now = input.value;
  button.hidden = false;
}
function undo(button) {
  const input = document.getElementById(button.dataset.undo);
  input.value = input.dataset.now = earlier.pop();
  button.hidden = earlier.length === 0;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
document.addEventListener("change", (event) => remember(event.target));

// [data-copy="#id"]: copies the text and says so on the button.
async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(source);
  }
  setTimeout(() => { button.textContent = before; }, 2500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step], [data-undo], [data-copy]");
  if (!button) return;
  if (button.dataset.step) step(button);
  else if (button.dataset.undo) undo(button);
  else copy(button);
});

// A form marked data-autosave says that it is not saved yet; one marked data-keep asks before its text is left behind.
let unsaved = false;
document.addEventListener("input", (event) => {
  const hint = document.querySelector("[data-unsaved]");
  if (hint && event.target.closest("form[data-autosave]")) hint.textContent = hint.dataset.unsaved;
  if (event.target.closest("form[data-keep]")) unsaved = true;
});
document.addEventListener("submit", () => { unsaved = false; });
addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

// A save that waited for the one before it is made on the row as that one left it.
document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  const version = ctx.sourceElement.closest("form[data-autosave]")?.elements.version;
  if (version) ctx.request.body?.set("version", version.value);
});

// One open menu at a time; Escape and a click elsewhere put it away.
function closeMenus(except) {
  for (const open of document.querySelectorAll(".me[open], .round[open]")) {
    if (open !== except) open.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest(".me, .round")));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });

// [data-key="/"]: the key that leads to a field, from wherever nothing is being typed.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const field = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!field) return;
  event.preventDefault();
  field.focus();
});
