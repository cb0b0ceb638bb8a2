// jsonstat-toolkit, unmodified: the collection opens, and every cell is the one of figures.csv.
const fs = require("fs");
const path = require("path");
const JSONstat = require("jsonstat-toolkit");

const [folder, expected] = process.argv.slice(2);
const wanted = JSON.parse(fs.readFileSync(expected, "utf8"));
let numbers = 0;
for (const [release, tables] of Object.entries(wanted)) {
  const file = JSON.parse(fs.readFileSync(path.join(folder, release, "figures.json"), "utf8"));
  const collection = JSONstat(file);
  if (collection.class !== "collection") throw new Error(`${release}: ${collection.class}`);
  if (collection.length !== tables.length) throw new Error(`${release}: ${collection.length} datasets`);
  tables.forEach(({ name, dimensions, cells }, place) => {
    const dataset = collection.Dataset(place);
    if (dataset.class !== "dataset") throw new Error(`${release} ${name}: ${dataset.class}`);
    for (const [codes, count, margin] of cells) {
      const at = { period: release };
      dimensions.forEach((dimension, i) => (at[dimension] = codes[i]));
      for (const [measure, number] of [["count", count], ["margin_95", margin]]) {
        const cell = dataset.Data({ ...at, measure });
        const status = number === null ? "c" : null;
        if (cell.value !== number || cell.status !== status) {
          throw new Error(`${release} ${name} ${codes}: ${JSON.stringify(cell)}, not ${number}`);
        }
        numbers += number === null ? 0 : 1;
      }
    }
  });
}
if (numbers === 0) throw new Error("nothing was shown, so nothing was proved");
console.log(`${numbers} numbers`);
