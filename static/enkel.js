// A little help on the pages of the door. Nothing here is needed: every page works without it.
"use strict";

// Stopping puts another page in the place of this one, so that Back leads nowhere.
for (const form of document.querySelectorAll("form.exit")) {
  const stop = (event) => {
    event?.preventDefault();
    document.body.hidden = true;
    const sent = fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true });
    const away = () => location.replace(form.action);
    sent.then(away, () => form.submit());
  };
  form.addEventListener("submit", stop);
  let last = 0;
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - last < 800) stop();
    last = event.timeStamp;
  });
}

// At a crowded door the device does some sums, so that its owner need not wait.
const task = document.querySelector("form[data-bits]");
if (task && window.Worker) {
  const [told, waiting] = ["[data-working]", "[data-waiting]"].map((part) => task.querySelector(part));
  const show = (working) => {
    told.hidden = !working;
    waiting.hidden = working;
  };
  const worker = new Worker("/static/work.js");
  worker.onerror = () => show(false);
  worker.onmessage = ({ data }) => {
    task.elements.answer.value = data;
    task.submit();
  };
  worker.postMessage({ challenge: task.elements.token.value, bits: Number(task.dataset.bits) });
  show(true);
  // Too slow a device: the button works by now.
  setTimeout(() => { waiting.hidden = false; }, task.dataset.seconds * 1000);
}

// A second press of the same button is not sent: the first is on its way.
for (const form of document.querySelectorAll("main form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
}

// Two minutes before a visit ends, a sentence says so, also to those who do not see it.
const soon = document.querySelector("[data-minutes]");
if (soon) {
  const text = soon.textContent;
  soon.textContent = "";
  setTimeout(() => {
    soon.textContent = text;
    soon.hidden = false;
  }, Math.max(0, soon.dataset.minutes - 2) * 60000);
}

// While somebody types the name of a country: which ones it may be.
const list = document.querySelector("datalist#states");
if (list) {
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const names = [...list.options].map((option) => option.value);
  for (const field of document.querySelectorAll("input[list=states]")) {
    const told = document.createElement("p");
    told.className = "hint";
    told.setAttribute("role", "status");
    field.after(told);
    field.addEventListener("input", () => {
      const typed = plain(field.value.trim());
      const found = typed.length < 2 ? [] : names.filter((name) => plain(name).startsWith(typed));
      told.textContent = found.slice(0, 5).join(" · ");
    });
  }
}
