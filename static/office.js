// While a file is being made: asks how far it is, and changes the figures where they stand. Nothing
// here is needed: the button on the page does the same.
"use strict";

const pause = 2000;
const press = document.querySelector("#press");
const bar = document.querySelector("progress");

async function look() {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.querySelector("progress");
  const content = page.querySelector("main");
  if (!answer.ok || !content) throw new Error("no answer");
  if (now) {
    bar.max = now.max;
    bar.value = now.value;
    document.querySelector("#parts").textContent = page.querySelector("#parts").textContent;
    setTimeout(again, pause);
    return;
  }
  // The line that is read aloud stays in its place; the rest is the page that is there now.
  const said = document.querySelector("#busy");
  const told = content.querySelector("[role=status], .misread");
  const held = document.activeElement?.matches("main a.button");
  said.textContent = told ? told.textContent : "";
  said.className = told ? told.className : "";
  while (said.nextSibling) said.nextSibling.remove();
  for (let part = told?.nextSibling; part; part = told.nextSibling) said.parentNode.append(part);
  if (held) document.querySelector("main a.button")?.focus();
}

// What stood there stays: the button still works.
const again = () => look().catch(() => { press.hidden = false; });

if (bar) {
  press.hidden = true;
  setTimeout(again, pause);
}
