import pandas as pd

ADDRESS = "https://enkel.example"
figures = pd.read_csv(f"{ADDRESS}/data/latest/figures.csv", keep_default_na=False,
                      dtype={"count": str, "margin_95": str})
figures["count"] = pd.to_numeric(figures["count"])          # empty: not shown, and not zero
figures["margin_95"] = pd.to_numeric(figures["margin_95"])
provinces = figures[figures["table"] == "province"]
print(provinces[["province", "count", "margin_95", "status"]].to_string(index=False))

release = figures["release"].iloc[0]
flows = pd.read_csv(f"{ADDRESS}/data/{release}/flows.csv", keep_default_na=False)
print(flows.groupby(["table", "cohort"])["flow"].sum())
print(figures["note"].iloc[0])
