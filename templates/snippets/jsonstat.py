from pyjstat import pyjstat

ADDRESS = "https://enkel.example"
collection = pyjstat.Collection.read(f"{ADDRESS}/data/latest/figures.json")
for dataset in collection.get("dataset") or []:
    print(dataset["label"])
    print(dataset.write("dataframe").to_string(index=False))
