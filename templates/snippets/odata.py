import cbsodata

ADDRESS = "https://enkel.example"
scheme, host = ADDRESS.split("://")
cbsodata.options.use_https = scheme == "https"
cbsodata.options.catalog_url = host
for table in cbsodata.get_table_list():
    rows = cbsodata.get_data(table["Identifier"])
    print(table["Identifier"], table["Title"], len(rows))
