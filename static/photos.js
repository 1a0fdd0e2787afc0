// Photographs sent one by one, each again by itself after a broken line; the day's post handed to the phone's share sheet.
"use strict";

const WAITS = [1000, 3000, 8000];
const MEGABYTE = 1048576;
let unsent = 0;

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// One attempt: "" when taken, a sentence when refused; throws when the line broke or the server was busy.
function attempt(form, file, progress) {
  return new Promise((resolve, reject) => {
    const body = new FormData();
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("photo", file);
    const ask = new XMLHttpRequest();
    ask.open("POST", form.action);
    ask.setRequestHeader("HX-Request", "true");
    ask.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total;
    });
    ask.addEventListener("load", () => {
      if (ask.status >= 500) reject(new Error(String(ask.status)));
      else if (ask.status < 300) resolve("");
      else resolve(isPlain(ask) ? ask.responseText : form.dataset.failed);
    });
    for (const kind of ["error", "timeout", "abort"]) ask.addEventListener(kind, () => reject(new Error(kind)));
    ask.timeout = 180000;
    ask.send(body);
  });
}

function isPlain(ask) {
  return (ask.getResponseHeader("Content-Type") ?? "").startsWith("text/plain");
}

function lineFor(form, file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const state = document.createElement("small");
  const progress = document.createElement("progress");
  name.textContent = file.name;
  progress.setAttribute("aria-label", file.name);
  progress.max = 1;
  line.append(name, state, progress);
  form.querySelector(".sending").append(line);
  return { line, state, progress };
}

// Tries until the photograph is taken, refused, or the line stays broken; then a button tries anew.
async function deliver(form, file, shown) {
  const { line, state, progress } = shown;
  for (const wait of [...WAITS, 0]) {
    try {
      const refused = await attempt(form, file, progress);
      end(shown, refused || form.dataset.sent, Boolean(refused));
      if (!refused) await refresh(form.dataset.uploads, form.dataset.part);
      return;
    } catch {
      state.textContent = form.dataset.waits;
      if (wait) await pause(wait);
    }
  }
  end(shown, form.dataset.failed, true);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button quiet";
  again.textContent = form.dataset.retry;
  again.addEventListener("click", () => { again.remove(); enqueue(form, file, shown); });
  line.append(again);
}

function end({ state, progress }, words, failed) {
  state.textContent = words;
  state.classList.toggle("failed", failed);
  progress.hidden = true;
}

// One after the other, so that a thin line carries each whole.
let last = Promise.resolve();
function enqueue(form, file, shown = lineFor(form, file)) {
  shown.progress.hidden = false;
  shown.progress.value = 0;
  shown.state.classList.remove("failed");
  if (file.size > Number(form.dataset.most)) {
    end(shown, form.dataset.tooLarge.replace("{size}", Math.round(file.size / MEGABYTE)), true);
    return;
  }
  unsent += 1;
  last = last.then(() => deliver(form, file, shown)).finally(() => { unsent -= 1; });
}

// The part of the page that shows what was sent, fetched anew.
async function refresh(page, part) {
  const answer = await fetch(`${page}?part=${part}`, { headers: { "HX-Request": "true" } });
  const old = document.getElementById(part);
  if (!answer.ok || !old) return;
  const fresh = document.createElement("template");
  fresh.innerHTML = await answer.text();
  const made = fresh.content.getElementById(part);
  if (!made) return;
  old.replaceWith(made);
  window.htmx?.process(made);
}

for (const form of document.querySelectorAll("form[data-uploads]")) {
  const gallery = form.querySelector("input[type=file]:not([capture])");
  gallery.multiple = !("single" in form.dataset);
  form.addEventListener("change", (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    for (const file of files) enqueue(form, file);
  });
}
addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });

// [data-share="#text"]: text and card to the phone's share sheet, where there is one.
async function share(button) {
  const text = document.querySelector(button.dataset.share).value;
  const card = document.querySelector("[data-card]");
  const parcel = { title: button.dataset.title, text };
  if (card) {
    const picture = new File([await (await fetch(card.src)).blob()], "tin-trong-ngay.png", { type: "image/png" });
    if (navigator.canShare?.({ files: [picture] })) parcel.files = [picture];
  }
  try {
    await navigator.share(parcel);
  } catch { /* put away by the person */ }
}
for (const button of document.querySelectorAll("[data-share]")) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => share(button));
}
