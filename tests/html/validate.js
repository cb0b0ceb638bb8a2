// Reads every page in a folder and says what is no valid HTML in it, one line for each fault.
// Usage: node validate.js NODE_MODULES FOLDER
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const [modules, folder] = process.argv.slice(2);
const { HtmlValidate, StaticConfigLoader } = require(path.join(modules, "html-validate"));

const loader = new StaticConfigLoader({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // A box that scrolls is a region by its role: a <pre> cannot be a <section> as well.
    "prefer-native-element": "off",
  },
});
const judge = new HtmlValidate(loader);

(async () => {
  for (const name of fs.readdirSync(folder).sort()) {
    const report = await judge.validateString(fs.readFileSync(path.join(folder, name), "utf8"), name);
    for (const result of report.results) {
      for (const fault of result.messages) {
        console.log(`${name}:${fault.line}: ${fault.ruleId}: ${fault.message}`);
      }
    }
  }
})();
