from pyjstat import pyjstat

ADDRESS = "https://enkel.example"
collection = pyjstat.Collection.read(f"{ADDRESS}/data/latest/figures.json")
for item in collection["link"]["item"]:
    table = pyjstat.Dataset.read(item["href"])
    print(table["label"])
    print(table.write("dataframe").to_string(index=False))
